import type { ContenderResult, ScenarioResult } from './results.js';
import type { Spread } from './statistics.js';

const headings = [
  'contender',
  'requests/s (spread)',
  'p50 ms',
  'p99 ms',
  'CPU µs/request (spread)',
  'RSS MB',
  'rate: Margay ÷ this',
  'CPU: Margay ÷ this',
];

/** The results of a scenario as a Markdown table whose columns line up, with what there is to say below it. */
export function tableOf(scenario: ScenarioResult): string {
  const margay = scenario.results.find((result) => result.contender === 'Margay') ?? null;
  const rows = [headings, ...scenario.results.map((result) => rowOf(result, margay))];
  const widths = headings.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join(' | ')} |`;
  const rule = `| ${widths.map((width, i) => (i === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`;
  const notes = [
    ...errorsOf(scenario),
    ...Object.entries(scenario.absent).map(([name, reason]) => `${name}: ${reason}.`),
  ];
  return [line(rows[0]!), rule, ...rows.slice(1).map(line), ...(notes.length > 0 ? ['', ...notes] : [])].join('\n');
}

function rowOf(result: ContenderResult, margay: ContenderResult | null): string[] {
  const isPeer = margay !== null && result !== margay;
  return [
    result.contender,
    withSpread(result.requestsPerSecond, 0),
    result.p50.toFixed(2),
    result.p99.toFixed(2),
    result.cpu === null ? '–' : withSpread(result.cpu, 1),
    result.rss === null ? '–' : (result.rss / 1024 / 1024).toFixed(0),
    isPeer ? (margay.requestsPerSecond.median / result.requestsPerSecond.median).toFixed(2) : '–',
    isPeer && margay.cpu && result.cpu ? (margay.cpu.median / result.cpu.median).toFixed(2) : '–',
  ];
}

function withSpread({ median, min, max }: Spread, digits: number): string {
  const text = (value: number) =>
    value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return `${text(median)} (${text(min)}–${text(max)})`;
}

function errorsOf({ results }: ScenarioResult): string[] {
  return results
    .filter((result) => result.errors > 0)
    .map((result) => `**${result.contender}: ${result.errors} requests failed**; its figures do not count.`);
}
