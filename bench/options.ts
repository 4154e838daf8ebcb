import { parseArgs } from 'node:util';
import { contenders } from './contenders/contenders.js';
import { scenarios } from './scenario.js';

export interface Options {
  readonly load: 'autocannon' | 'wrk';
  readonly scenarios: readonly string[];
  readonly contenders: readonly string[];
  readonly rounds: number;
  /** Length of a round. */
  readonly seconds: number;
  readonly connections: number;
}

export const usage = `npm run bench -- [options]

  --load autocannon|wrk   what makes the requests (default autocannon; wrk for reference figures)
  --scenario LIST         of ${scenarios.map((one) => one.name).join(', ')} (default all)
  --contenders LIST       of ${contenders.map((one) => one.name).join(', ')} (default all that are installed)
  --rounds N              measured rounds per contender (default 5)
  --seconds N             length of a round (default 5)
  --connections N         open at the same time (default 64)

Lists are separated by commas. The table goes to bench/RESULTS.md when every scenario ran with at least 5 rounds.`;

/** Throws an Error whose message says what is wrong. `null`: help was asked for. */
export function parseOptions(args: readonly string[]): Options | null {
  const { values } = parseArgs({
    args: [...args],
    options: {
      load: { type: 'string', default: 'autocannon' },
      scenario: { type: 'string', multiple: true },
      contenders: { type: 'string', multiple: true },
      rounds: { type: 'string', default: '5' },
      seconds: { type: 'string', default: '5' },
      connections: { type: 'string', default: '64' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return null;
  if (values.load !== 'autocannon' && values.load !== 'wrk')
    throw new Error(`--load is autocannon or wrk, not ${values.load}`);
  return {
    load: values.load,
    scenarios: choose(
      '--scenario',
      values.scenario,
      scenarios.map((one) => one.name),
    ),
    contenders: choose(
      '--contenders',
      values.contenders,
      contenders.map((one) => one.name),
    ),
    rounds: wholeNumber('--rounds', values.rounds, 100),
    seconds: wholeNumber('--seconds', values.seconds, 600),
    connections: wholeNumber('--connections', values.connections, 4000),
  };
}

/** Names match without regard to case. */
function choose(flag: string, given: readonly string[] | undefined, known: readonly string[]): readonly string[] {
  if (given === undefined) return known;
  const names = given.flatMap((list) => list.split(',')).map((name) => name.trim());
  return names.map((name) => {
    const found = known.find((one) => one.toLowerCase() === name.toLowerCase());
    if (found === undefined) throw new Error(`${flag} ${name} is not one of ${known.join(', ')}`);
    return found;
  });
}

function wholeNumber(flag: string, text: string, max: number): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > max)
    throw new Error(`${flag} is a whole number from 1 to ${max}, not ${text}`);
  return value;
}
