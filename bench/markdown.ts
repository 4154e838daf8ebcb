import type { MatcherResult } from './matcher.js';
import type { BenchResult } from './results.js';
import { tableOf } from './table.js';
import { verdicts } from './targets.js';

const preamble = `# Benchmark results

Written by \`npm run bench\`; the newest run stands first. One gateway worker on a core of its own, load generator and
backend on another, rounds interleaved; a figure is the median of its rounds, with the lowest and the highest in
parentheses. CPU is that of the gateway's whole process tree. In the 10,000-route scenario the peers forward everything
by one rule, since each has a routing language of its own.
`;

/** A run as a section of bench/RESULTS.md. */
export function sectionOf(result: BenchResult): string {
  const { load, rounds, seconds, connections } = result.settings;
  const parts = [
    headingOf(result),
    listOf(result.machine),
    `${rounds} rounds of ${seconds} s, ${connections} connections.`,
    targetsOf(result),
    ...result.scenarios.map(
      (one) =>
        `### ${one.title}\n\nBackend ${one.backend}, load ${one.load === 'websocket' ? 'own client' : load}.\n\n${tableOf(one)}`,
    ),
  ];
  if (result.matcher !== null)
    parts.push(`### The route matcher alone

${matcherOf(result.matcher)}`);
  return `${parts.join('\n\n')}\n`;
}

/** Names and values as a list. */
export function listOf(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([name, value]) => `- ${name}: ${value}`)
    .join('\n');
}

/** What the matcher costs, target URL included, as a list. */
export function matcherOf(results: readonly MatcherResult[]): string {
  return results
    .map(
      ({ routes, nsPerMatch }) =>
        `- ${routes.toLocaleString('en-US')} ${routes === 1 ? 'route' : 'routes'}: ${nsPerMatch} ns per request`,
    )
    .join('\n');
}

/** The targets as a Markdown table. */
export function targetsOf(result: BenchResult): string {
  const rows = verdicts(result).map(
    ({ target, limit, measured, outcome }) =>
      `| ${target} | ≤ ${limit} | ${measured?.toFixed(2) ?? '–'} | ${outcome} |`,
  );
  return ['| target | limit | measured | |', '| --- | ---: | ---: | --- |', ...rows].join('\n');
}

/** Puts a section into the text of RESULTS.md: in place of one with the same heading, else first. */
export function insertSection(text: string | null, section: string): string {
  const headingOf = (one: string) => one.split('\n', 1)[0];
  const sections = (text ?? '').split(/^(?=## )/m).slice(1);
  const others = sections.filter((one) => headingOf(one) !== headingOf(section));
  return [preamble, section, ...others]
    .map((part) => part.trim())
    .join('\n\n')
    .concat('\n');
}

function headingOf(result: BenchResult): string {
  return `## ${result.date.slice(0, 10)}, load ${result.settings.load}`;
}
