import { Primary } from '../primary/primary.js';
import { StartFailure } from '../primary/start-failure.js';
import { type ConfigurationOptions, loadRequest } from './load-request.js';
import { followSignals } from './signals.js';

/** Runs the gateway. Resolves with the exit code when it has ended: 0 after a signal, 1 when it could not start. */
export async function start(options: ConfigurationOptions): Promise<number> {
  // Nobody may read the log any more; the gateway goes on.
  process.stdout.on('error', () => {});
  process.stderr.on('error', () => {});
  try {
    const { primary, loaded } = await Primary.prepare(loadRequest(options));
    endOnBug(primary);
    const ended = followSignals(primary);
    return await Promise.race([ended, run(primary, loaded, ended)]);
  } catch (error) {
    if (!(error instanceof StartFailure)) throw error;
    process.stderr.write(`margay cannot start. ${error.message}\n`);
    return 1;
  }
}

async function run(primary: Primary, loaded: Parameters<Primary['start']>[0], ended: Promise<number>): Promise<number> {
  try {
    await primary.start(loaded);
  } catch (error) {
    await primary.kill();
    throw new StartFailure((error as Error).message);
  }
  return ended;
}

/** The workers drain by themselves once the primary is gone; a process manager starts the next one. */
function endOnBug(primary: Primary): void {
  const end = (error: unknown) => {
    primary.log.fatal({ err: error }, 'margay ends: uncaught exception in the primary');
    process.exit(1);
  };
  process.on('uncaughtException', end);
  process.on('unhandledRejection', end);
}
