import type { HttpVersionPlan } from '../../shared/snapshot.js';

/**
 * What is spoken to a service: HTTP/1.1; the same with a connection for every request; HTTP/2; or what the service
 * chooses by ALPN.
 */
export type Protocol = 'http1' | 'http1-close' | 'h2' | 'negotiated';

/** Source: Ocelot, HTTP version and policy; .NET's rules for what the policy means over plain TCP. */
export function protocolFor({ version, policy }: HttpVersionPlan, secure: boolean): Protocol {
  if (version === '1.0') return 'http1-close';
  if (version === '1.1') return secure && policy === 'orHigher' ? 'negotiated' : 'http1';
  if (policy !== 'orLower') return 'h2';
  return secure ? 'negotiated' : 'http1';
}
