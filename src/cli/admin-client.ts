import { exitCodes } from './exit-codes.js';
import { UsageError } from './usage-error.js';

/** Where the admin port is and how to enter, as typed. */
export interface AdminOptions {
  /** Default: `http://127.0.0.1:5001`. */
  readonly admin?: string | undefined;
  /** Default: `MARGAY_ADMIN_TOKEN`. */
  readonly token?: string | undefined;
  /** Print the answer as JSON. */
  readonly json?: boolean | undefined;
}

export interface AdminAnswer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

/** More than the longest a clear takes by default, and a rollout until it is told to take longer, ms. */
const LIMIT = 30_000;

const DEFAULT = 'http://127.0.0.1:5001';

/** Asks the admin port. `null`: no answer that could be used; the reason and what to do are on stderr. Throws UsageError. */
export async function askAdmin(
  method: string,
  path: string,
  options: AdminOptions,
  content: string | null = null,
): Promise<AdminAnswer | null> {
  const base = options.admin ?? DEFAULT;
  if (!/^https?:\/\/[^/?#]+\/?$/i.test(base))
    throw new UsageError(`--admin "${base}" is not an address such as ${DEFAULT}`);
  const token = options.token ?? process.env.MARGAY_ADMIN_TOKEN ?? '';
  const headers = token === '' ? {} : { authorization: `Bearer ${token}` };
  try {
    const url = base.replace(/\/$/, '') + path;
    const response = await fetch(url, { method, headers, body: content, signal: AbortSignal.timeout(LIMIT) });
    if (response.status === 401) return told(unauthorized(token));
    if (response.status === 403)
      return told(`${base} refuses this Host: use an address of the machine, not another name.`);
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  } catch (error) {
    const { cause } = error as { cause?: NodeJS.ErrnoException };
    const reason = cause?.code ?? (error as Error).message;
    return told(`No gateway answers at ${base} (${reason}). Is it running? Name its admin port with --admin.`);
  }
}

/** For every command that got no answer. */
export const noAnswer = exitCodes.failed;

function unauthorized(token: string): string {
  return token === ''
    ? 'The gateway wants a token: give it with --token or MARGAY_ADMIN_TOKEN (Gateway.Admin.Secret).'
    : 'The gateway does not take this token: it must be its Gateway.Admin.Secret.';
}

function told(message: string): null {
  process.stderr.write(`${message}\n`);
  return null;
}
