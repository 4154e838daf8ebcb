import { isDeepStrictEqual } from 'node:util';
import type { Config } from '../shared/config/config.js';
import type { Gateway } from '../shared/config/gateway.js';
import type { ExtensionNames } from '../shared/extensions/extension-names.js';
import type { Log } from '../shared/log.js';
import { logInactiveOptions, logProblems } from './announce.js';
import { compile } from './compile/compile.js';
import { workerCount } from './compile/worker-count.js';
import { formatProblem } from './config/format-problem.js';
import { logSettings, workerSettings } from './host-settings.js';
import { withFixedPorts } from './ports.js';
import type { CertificateStore } from './tls/certificate-store.js';
import { encodeSnapshot } from './workers/encoded-snapshot.js';
import type { Supervisor } from './workers/supervisor.js';

export interface ReloadParts {
  /** Of the snapshot that is made here. */
  readonly id: number;
  readonly extensions: ExtensionNames;
  readonly supervisor: Supervisor;
  readonly certificates: CertificateStore;
  readonly log: Log;
}

export interface Reloaded {
  /** What runs now. */
  readonly config: Config;
  /** Why something could not be taken over and is as before; `null`: all of it runs. */
  readonly refused: string | null;
}

/** Puts a configuration without errors in the place of the one before. */
export async function applyConfiguration(next: Config, before: Config, parts: ReloadParts): Promise<Reloaded> {
  const { supervisor, log } = parts;
  const since = performance.now();

  // 1. What the workers run.
  const snapshot = encodeSnapshot(compile(next, parts.id, parts.extensions));
  const refused = await supervisor.rollOut(snapshot);
  if (refused !== null) {
    log.error({ reason: refused }, 'the configuration is not taken: no worker could run it. The one of before stays');
    return { config: before, refused: `no worker could run it: ${refused}` };
  }
  const took = Math.round(performance.now() - since);
  const { id, routes } = snapshot;
  log.info({ snapshot: id, routes, took, longestStall: supervisor.longestStall }, 'configuration is live');
  logInactiveOptions(next, log);

  // 2. Where they listen.
  const listening = await applyListeners(next.Gateway, before.Gateway, parts);

  // 3. How many they are, and what they are forked with.
  const hasPeers = workerCount(next.Gateway) > 1;
  const { backplane } = supervisor.settings;
  supervisor.settings = workerSettings(next.Gateway, { ...backplane, hasPeers });
  supervisor.resize(workerCount(next.Gateway));
  // What one worker counted by itself is counted by the primary now, or the other way round.
  if (hasPeers !== backplane.hasPeers) void supervisor.restartAll();
  log.level = next.Gateway.Logging.Level;
  logPending(next.Gateway, before.Gateway, log);
  if (listening === null) return { config: next, refused: null };
  const { Listeners } = before.Gateway;
  return { config: { ...next, Gateway: { ...next.Gateway, Listeners } }, refused: `listeners: ${listening}` };
}

/** Resolves with why the listeners are those of before; `null`: they are not. */
async function applyListeners(next: Gateway, before: Gateway, parts: ReloadParts): Promise<string | null> {
  if (isDeepStrictEqual(next.Listeners, before.Listeners)) return null;
  const { listeners, problems } = await parts.certificates.prepare(await withFixedPorts(next.Listeners));
  logProblems(problems, parts.log);
  const reason = listeners === null ? problems.map(formatProblem).join('\n') : await parts.supervisor.listen(listeners);
  if (reason === null) {
    parts.log.info({ listeners: listeners?.length }, 'listeners are changed');
    return null;
  }
  parts.log.error({ reason }, 'the listeners are not changed');
  if (listeners !== null) await parts.certificates.prepare(before.Listeners);
  return reason;
}

/** Says what of a configuration needs more than a reload. */
function logPending(next: Gateway, before: Gateway, log: Log): void {
  const isOther = (part: (gateway: Gateway) => unknown) => !isDeepStrictEqual(part(next), part(before));
  if (isOther(({ Limits }) => Limits.HeaderBytes) || isOther(logSettings)) {
    log.warn('Limits.HeaderBytes and Logging reach the workers with a rolling restart: send SIGHUP to this process');
  }
  if (isOther(({ Admin, Backplane, HostId }) => [Admin, Backplane, HostId])) {
    log.warn('Admin, Backplane and HostId change with a restart of the gateway');
  }
}
