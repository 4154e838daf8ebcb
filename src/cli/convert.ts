import { readFile, writeFile } from 'node:fs/promises';
import { convert as modern } from '../primary/config/convert.js';
import { formatProblem } from '../primary/config/format-problem.js';
import { StartFailure } from '../primary/start-failure.js';
import { exitCodes } from './exit-codes.js';

export interface ConvertOptions {
  readonly output?: string | undefined;
}

/** What files of versions 13 to 15 relied on and Ocelot has changed since; no other name says it. */
const changedDefaults = [
  'The file is of Ocelot 13 to 15. Defaults that have changed since, to be written out where you rely on them:',
  '  RateLimitOptions.ClientIdHeader was ClientId, now Oc-Client',
  '  GlobalConfiguration.RateLimitOptions is a limit for every route now: list those it is for in its RouteKeys',
  '  RateLimitOptions.KeyPrefix was ocelot, now Ocelot.RateLimiting',
  '  HttpHandlerOptions.UseProxy was true, now false',
  '  a last {placeholder} needed at least one character, now it may be empty',
  '  Timeout of a route had no effect, now it is the time in seconds until the answer begins',
];

/** Writes a configuration in today's names to stdout or a file, and what has changed to stderr. Exit code: 1 when it cannot be read. */
export async function convert(file: string, { output }: ConvertOptions): Promise<number> {
  const { text, changes, isVeryOld, problems } = modern(file, await contentOf(file));
  if (text === null) {
    process.stderr.write(`${problems.map(formatProblem).join('\n')}\nNothing was written.\n`);
    return exitCodes.failed;
  }
  if (output === undefined) process.stdout.write(text);
  else await writeFile(output, text).catch((error) => fail(`${output} cannot be written`, error));
  process.stderr.write(`${summary(file, changes, isVeryOld).join('\n')}\n`);
  return exitCodes.ok;
}

function summary(file: string, changes: ReadonlyMap<string, number>, isVeryOld: boolean): string[] {
  if (changes.size === 0) return [`${file} has no old names; it is written as it was.`];
  const lines = [...changes].map(([change, times]) => `  ${change}${times === 1 ? '' : ` (${times} times)`}`);
  return [`Changed in ${file}:`, ...lines, ...(isVeryOld ? changedDefaults : []), 'Next: margay check'];
}

async function contentOf(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((error) => fail(`${file} cannot be read`, error));
}

function fail(message: string, error: unknown): never {
  throw new StartFailure(`${message}: ${(error as NodeJS.ErrnoException).code ?? String(error)}`);
}
