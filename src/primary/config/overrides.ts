import type { Overrides, Problem } from './contract.js';
import { type ArrayTree, emptyObject, type ObjectTree, objectAt, scalar, setProperty } from './tree.js';

/** Flags of the command line as they were typed. */
export interface Flags {
  readonly host?: string | undefined;
  readonly port?: string | undefined;
  readonly adminPort?: string | undefined;
  readonly workers?: string | undefined;
  readonly redis?: string | undefined;
}

/** The same settings as environment variables; a flag wins. */
const variables = {
  host: 'MARGAY_HOST',
  port: 'MARGAY_PORT',
  adminPort: 'MARGAY_ADMIN_PORT',
  workers: 'MARGAY_WORKERS',
  redis: 'MARGAY_REDIS',
} as const satisfies Record<keyof Flags, string>;

const flagNames = {
  host: '--host',
  port: '--port',
  adminPort: '--admin-port',
  workers: '--workers',
  redis: '--redis',
} as const;

/** Host settings from flags and `MARGAY_*` variables; blank ones count as not given. Bad numbers are problems. */
export function overridesFrom(
  flags: Flags,
  env: Readonly<Record<string, string | undefined>>,
): { readonly overrides: Overrides; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const given = (name: keyof Flags): { text: string; from: string } | null => {
    if (flags[name] !== undefined && flags[name].trim() !== '')
      return { text: flags[name].trim(), from: flagNames[name] };
    const value = env[variables[name]]?.trim();
    return value === undefined || value === '' ? null : { text: value, from: variables[name] };
  };
  const number = (name: keyof Flags, least: number, most: number): number | undefined => {
    const found = given(name);
    if (found === null) return undefined;
    const value = /^\d+$/.test(found.text) ? Number(found.text) : Number.NaN;
    if (value >= least && value <= most) return value;
    const message = `${found.from} must be a whole number from ${least} to ${most}, not ${JSON.stringify(found.text)}`;
    problems.push({
      severity: 'error',
      path: '',
      location: null,
      message,
      suggestion: `Correct ${found.from} or leave it out.`,
    });
    return undefined;
  };
  const host = given('host')?.text;
  const port = number('port', 0, 65_535);
  const adminPort = number('adminPort', 0, 65_535);
  const workers = given('workers')?.text.toLowerCase() === 'auto' ? 'auto' : number('workers', 1, 1024);
  const redis = given('redis')?.text;
  const overrides: Overrides = {
    ...(host === undefined ? {} : { host }),
    ...(port === undefined ? {} : { port }),
    ...(adminPort === undefined ? {} : { adminPort }),
    ...(workers === undefined ? {} : { workers }),
    ...(redis === undefined ? {} : { redis }),
  };
  return { overrides, problems };
}

/** Writes the overrides into the `Gateway` section: `host` and `port` replace all listeners by one plain listener. */
export function applyOverrides(root: ObjectTree, overrides: Overrides): void {
  if (Object.keys(overrides).length === 0) return;
  const source = { name: 'command line or MARGAY_* variable', text: null };
  const gateway = objectAt(root, 'Gateway', source);
  if (gateway === null) return;
  if (overrides.host !== undefined || overrides.port !== undefined) {
    const listener = emptyObject(source);
    if (overrides.host !== undefined) setProperty(listener, 'Host', scalar(overrides.host, source));
    if (overrides.port !== undefined) setProperty(listener, 'Port', scalar(overrides.port, source));
    setProperty(gateway, 'Listeners', { kind: 'array', items: [listener], source, offset: 0 } satisfies ArrayTree);
  }
  if (overrides.workers !== undefined) setProperty(gateway, 'Workers', scalar(overrides.workers, source));
  const admin = overrides.adminPort === undefined ? null : objectAt(gateway, 'Admin', source);
  if (admin !== null) setProperty(admin, 'Port', scalar(overrides.adminPort!, source));
  const backplane = overrides.redis === undefined ? null : objectAt(gateway, 'Backplane', source);
  if (backplane === null) return;
  setProperty(backplane, 'Type', scalar('redis', source));
  setProperty(backplane, 'Url', scalar(overrides.redis!, source));
}
