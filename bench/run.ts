import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { root } from './compiled.js';
import { contenders } from './contenders/contenders.js';
import { chooseCores } from './cores.js';
import { describeMachine } from './machine.js';
import { insertSection, matcherOf, sectionOf, targetsOf } from './markdown.js';
import { benchMatcher } from './matcher.js';
import { type Options, parseOptions, usage } from './options.js';
import { isInstalled, Processes } from './processes.js';
import { Progress } from './progress.js';
import type { BenchResult, ScenarioResult } from './results.js';
import { scenarios } from './scenario.js';
import { runScenario } from './scenario-run.js';
import { tableOf } from './table.js';

try {
  const options = parseOptions(process.argv.slice(2));
  if (options === null) console.log(usage);
  else await main(options);
} catch (error) {
  console.error(`\n${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}

async function main(options: Options): Promise<void> {
  if (options.load === 'wrk' && !isInstalled('wrk'))
    throw new Error('wrk is not installed (Debian: apt-get install wrk).');
  const cores = chooseCores();
  if (cores.notice !== null) console.error(cores.notice);
  const plan = planOf(options);
  const runs = plan.reduce((sum, one) => sum + one.players.length, 0);
  console.error(`About ${minutesOf(runs, options)} min.`);
  const processes = new Processes();
  const progress = new Progress(runs * (options.rounds + 1));
  const bench = { options, processes, cores, progress };
  const done: ScenarioResult[] = [];
  try {
    for (const { scenario, players } of plan) {
      const result = await runScenario(scenario, players, bench);
      done.push(result);
      progress.clear();
      console.log(`\n${result.title} (backend ${result.backend}, load ${result.load})\n\n${tableOf(result)}`);
    }
  } finally {
    processes.close();
  }
  const matcher = options.scenarios.includes('routes') ? benchMatcher() : null;
  const { load, rounds, seconds, connections } = options;
  report({
    date: new Date().toISOString(),
    machine: describeMachine(cores),
    settings: { load, rounds, seconds, connections },
    scenarios: done,
    matcher,
  });
}

/** Rounds and warming up, with a second around each for starting and stopping. */
function minutesOf(runs: number, { rounds, seconds }: Options): number {
  return Math.ceil((runs * ((rounds + 1) * (seconds + 1))) / 60);
}

function planOf(options: Options) {
  return scenarios
    .filter((scenario) => options.scenarios.includes(scenario.name))
    .map((scenario) => ({
      scenario,
      players: contenders.filter((one) => options.contenders.includes(one.name) && one.plays(scenario)),
    }));
}

function report(result: BenchResult): void {
  if (result.matcher !== null) console.log(`\n${matcherOf(result.matcher)}`);
  console.log(`\n${targetsOf(result)}\n`);
  mkdirSync(`${root}bench/results`, { recursive: true });
  const json = `bench/results/${result.date.replaceAll(':', '-')}.json`;
  writeFileSync(root + json, `${JSON.stringify(result, null, 2)}\n`);
  console.log(`Written: ${json}`);
  // A look at one scenario is no record.
  if (result.scenarios.length < scenarios.length || result.settings.rounds < 5) return;
  const table = `${root}bench/RESULTS.md`;
  writeFileSync(table, insertSection(existsSync(table) ? readFileSync(table, 'utf8') : null, sectionOf(result)));
  console.log('Written: bench/RESULTS.md');
}
