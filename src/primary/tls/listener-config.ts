import type { Gateway } from '../../shared/config/gateway.js';

/** One entry of `Gateway.Listeners`. File names are relative to the working directory. */
export type ListenerConfig = Gateway['Listeners'][number];

export interface PairConfig {
  readonly CertificateFile: string;
  readonly KeyFile: string;
}
