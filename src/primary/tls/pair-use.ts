import { resolve } from 'node:path';
import type { ListenerConfig, PairConfig } from './listener-config.js';
import type { PairFiles } from './pair.js';
import { serverName } from './server-name.js';

/** One place of the configuration that names a pair. */
export interface PairUse {
  readonly files: PairFiles;
  /** `Gateway.Listeners[0].Tls`, and so on. */
  readonly path: string;
  /** `null`: the default of its listener. */
  readonly serverName: string | null;
}

export function pairUses(listeners: readonly ListenerConfig[]): PairUse[] {
  return listeners.flatMap(({ Tls: tls }, index) => {
    if (tls === undefined) return [];
    const path = `Gateway.Listeners[${index}].Tls`;
    const named = tls.ServerNames.map((entry, place) => ({
      files: pairFiles(entry),
      path: `${path}.ServerNames[${place}]`,
      serverName: serverName(entry.Name),
    }));
    return [{ files: pairFiles(tls), path, serverName: null }, ...named];
  });
}

export function pairFiles({ CertificateFile, KeyFile }: PairConfig): PairFiles {
  return { certificateFile: resolve(CertificateFile), keyFile: resolve(KeyFile) };
}

/** Equal files, equal name. */
export function pairName({ certificateFile, keyFile }: PairFiles): string {
  return JSON.stringify([certificateFile, keyFile]);
}
