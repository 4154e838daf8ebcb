#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import type { AdminOptions } from './cli/admin-client.js';
import { exitCodes } from './cli/exit-codes.js';
import type { ConfigurationOptions } from './cli/load-request.js';
import { UsageError } from './cli/usage-error.js';
import { StartFailure } from './primary/start-failure.js';
import { version } from './shared/version.js';

let exitCode: number = exitCodes.ok;

const program = new Command('margay')
  .description('An API gateway that runs an ocelot.json.')
  .version(version)
  .showHelpAfterError()
  .exitOverride()
  .addHelpText('after', '\nExit codes: 0 done, 1 the configuration or the start failed, 2 wrong usage.');

configured('start', 'run the gateway').action(async (options) => {
  const { start } = await import('./cli/start.js');
  exitCode = await start(options);
});

configured('check', 'print every problem of a configuration').action(async (options) => {
  const { check } = await import('./cli/check.js');
  const { configurationPaths } = await import('./cli/load-request.js');
  exitCode = await check({ ...options, config: configurationPaths(options.config) });
});

configured('routes', 'print the compiled routes in the order in which a request chooses').action(async (options) => {
  const { routes } = await import('./cli/routes.js');
  exitCode = await routes(options);
});

configured('match', 'tell which route a request takes, and why')
  .argument('<method>', 'GET, POST, …')
  .argument('<url>', 'http://host/path?query, or /path?query')
  .option('--header <name: value>', 'header of the request; may be repeated', collect)
  .action(async (method: string, url: string, options: ConfigurationOptions & { header?: string[] }) => {
    const { match } = await import('./cli/match.js');
    exitCode = await match(method, url, options);
  });

program
  .command('schema')
  .description('print the JSON Schema of a configuration, for editors')
  .action(async () => {
    const { schema } = await import('./cli/schema.js');
    exitCode = schema();
  });

program
  .command('convert')
  .description('write a configuration in the names of today; comments stay')
  .argument('<file>', 'a configuration of any version of Ocelot')
  .option('--output <file>', 'write there instead of stdout')
  .action(async (file: string, options: { output?: string }) => {
    const { convert } = await import('./cli/convert.js');
    exitCode = await convert(file, options);
  });

administered(program.command('status'))
  .description('print hosts, workers, snapshot and Redis of a running gateway')
  .action(async (options: AdminOptions) => {
    const { status } = await import('./cli/status.js');
    exitCode = await status(options);
  });

administered(
  program
    .command('cache')
    .description('the output cache of a running gateway')
    .command('clear')
    .argument('<region>', 'its entries are served no more, on any host'),
)
  .description('clear a region of the output cache on all hosts')
  .action(async (region: string, options: AdminOptions) => {
    const { cacheClear } = await import('./cli/cache-clear.js');
    exitCode = await cacheClear(region, options);
  });

administered(program.command('rollout').argument('<file>', 'the configuration; becomes the file of every host'))
  .description('run a configuration on all hosts, or on none when one refuses it')
  .action(async (file: string, options: AdminOptions) => {
    const { rollout } = await import('./cli/rollout.js');
    exitCode = await rollout(file, options);
  });

administered(program.command('jobs'))
  .description('print the control jobs of a cluster and what became of them')
  .action(async (options: AdminOptions) => {
    const { jobs } = await import('./cli/jobs.js');
    exitCode = await jobs(options);
  });

try {
  await program.parseAsync();
} catch (error) {
  exitCode = codeOf(error);
}
process.exit(exitCode);

function configured(name: string, description: string): Command {
  return program
    .command(name)
    .description(description)
    .option(
      '--config <path>',
      'configuration file or folder; may be repeated, the later lies over the earlier',
      collect,
    )
    .option('--env <name>', 'name of the environment')
    .option('--host <address>', 'address to listen on')
    .option('--port <number>', 'port to listen on')
    .option('--admin-port <number>', 'port of the admin interface')
    .option('--workers <number>', 'worker processes, or "auto"')
    .option('--redis <url>', 'Redis for the state that workers and hosts share');
}

function administered(command: Command): Command {
  return command
    .option('--admin <url>', 'admin port; default: http://127.0.0.1:5001')
    .option('--token <text>', 'Gateway.Admin.Secret; default: MARGAY_ADMIN_TOKEN')
    .option('--json', 'print JSON');
}

function collect(value: string, before: string[] | undefined): string[] {
  return [...(before ?? []), value];
}

/** Commander has printed its message already. Without a command it prints the help, which then is an answer to wrong usage. */
function codeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
  if (error instanceof UsageError) {
    process.stderr.write(`error: ${error.message}\n`);
    return exitCodes.usage;
  }
  const message = error instanceof StartFailure ? error.message : error instanceof Error ? error.stack : String(error);
  process.stderr.write(`margay: ${message}\n`);
  return exitCodes.failed;
}
