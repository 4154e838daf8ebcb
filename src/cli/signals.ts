import type { Primary } from '../primary/primary.js';

/** `npm start` passes Ctrl-C on although the terminal has sent it already; both count as one, ms. */
const SAME_SIGNAL = 100;

/** Follows the signals of the process. Resolves with its exit code when one has ended the gateway. */
export function followSignals(primary: Primary): Promise<number> {
  return new Promise((resolve) => {
    let since: number | null = null;
    const stop = () => {
      if (since === null) {
        since = performance.now();
        primary.drain().then(
          () => resolve(0),
          (error) => {
            primary.log.fatal({ err: error }, 'draining failed');
            resolve(1);
          },
        );
      } else if (performance.now() - since > SAME_SIGNAL) {
        primary.log.warn('second signal: margay ends at once');
        void primary.kill().finally(() => resolve(1));
      }
    };
    process.on('SIGTERM', stop);
    process.on('SIGINT', stop);
    process.on('SIGHUP', () => void primary.restartWorkers());
  });
}
