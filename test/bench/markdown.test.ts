import { describe, expect, it } from 'vitest';
import { insertSection, sectionOf } from '../../bench/markdown.js';
import type { BenchResult, ContenderResult } from '../../bench/results.js';

function contender(name: string, cpu: number, errors = 0): ContenderResult {
  const one = (value: number) => ({ median: value, min: value, max: value });
  return { contender: name, requestsPerSecond: one(1000), p50: 1, p99: 2, cpu: one(cpu), rss: 1e7, errors };
}

function run(date: string, results: readonly ContenderResult[]): BenchResult {
  return {
    date,
    machine: { Processor: 'a test' },
    settings: { load: 'wrk', rounds: 5, seconds: 5, connections: 64 },
    scenarios: [{ scenario: 'json', title: 'Small JSON GET', backend: 'nginx', load: 'wrk', absent: {}, results }],
    matcher: null,
  };
}

const headings = (text: string) => text.match(/^## .*/gm);

describe('insertSection', () => {
  it('puts a new run first and replaces one of the same day and load', () => {
    const first = insertSection(null, sectionOf(run('2026-01-01T10:00:00Z', [contender('Margay', 11)])));
    const second = insertSection(first, sectionOf(run('2026-01-02T10:00:00Z', [contender('Margay', 22)])));
    const third = insertSection(second, sectionOf(run('2026-01-02T18:00:00Z', [contender('Margay', 33)])));
    expect(headings(second)).toEqual(['## 2026-01-02, load wrk', '## 2026-01-01, load wrk']);
    expect(headings(third)).toEqual(headings(second));
    expect(third).toContain('33.0');
    expect(third).not.toContain('22.0');
    expect(third).toContain('11.0');
  });

  it('compares the targets', () => {
    const outcomes = (margay: number, errors = 0) =>
      sectionOf(run('2026-01-01T10:00:00Z', [contender('Margay', margay, errors), contender('HAProxy', 10)]))
        .split('\n')
        .find((line) => line.includes('Margay ÷ HAProxy'));
    expect(outcomes(20)).toContain('| met |');
    expect(outcomes(24)).toContain('| missed |');
    expect(outcomes(26)).toContain('| missed by more than a quarter |');
    expect(outcomes(15, 1)).toContain('| not measured |');
  });
});
