import type { BackplanePlan } from '../shared/backplane/plan.js';
import type { Gateway } from '../shared/config/gateway.js';
import type { LogSettings } from '../shared/log.js';
import type { WorkerSettings } from './workers/fork-worker.js';

/** `auto` is text for a person at a terminal, JSON for everybody else. */
export function logSettings({ Logging }: Gateway): LogSettings {
  const automatic = process.stdout.isTTY ? 'text' : 'json';
  return { level: Logging.Level, format: Logging.Format === 'auto' ? automatic : Logging.Format };
}

/** What the workers of this configuration are forked with. */
export function workerSettings(gateway: Gateway, backplane: BackplanePlan): WorkerSettings {
  const { HeaderBytes, DrainTimeout } = gateway.Limits;
  return { headerBytes: HeaderBytes, arguments: { drainTimeout: DrainTimeout, log: logSettings(gateway) }, backplane };
}
