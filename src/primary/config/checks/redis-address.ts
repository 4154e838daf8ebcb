import { createSecureContext } from 'node:tls';
import type { Config } from '../../../shared/config/config.js';
import type { Backplane } from '../../../shared/config/gateway/backplane.js';
import { redisAddress as addressOf, redisUrl } from '../../../shared/redis/addresses.js';
import type { Finding } from './check.js';

const section = ['Gateway', 'Backplane'];

/** A backplane in Redis says where Redis is, with addresses of a form that can be connected to. */
export function* redisAddress(config: Config): Generator<Finding> {
  const { Backplane } = config.Gateway;
  const { Type, Url, CacheUrl, Sentinels, Cluster } = Backplane;
  if (Type !== 'redis') return;
  if ((Url ?? '') === '' && Sentinels.length === 0 && Cluster.length === 0) {
    const message = 'Backplane.Type is redis, but there is no Url, no Sentinels and no Cluster';
    yield { path: [...section, 'Url'], message, suggestion: 'Write "Url": "redis://localhost:6379".' };
  }
  if (Sentinels.length > 0 && Cluster.length > 0) {
    const message = 'Sentinels and Cluster cannot be used together';
    yield { path: [...section, 'Sentinels'], message, suggestion: 'Keep the one that runs.' };
  }
  for (const [option, url] of Object.entries({ Url, CacheUrl })) {
    if (url === undefined || url === '' || redisUrl(url) !== null) continue;
    // The address may hold a password: it is not repeated here.
    yield {
      path: [...section, option],
      message: `${option} is not an address of Redis`,
      suggestion: 'Write redis://host:6379 or rediss://host:6379.',
    };
  }
  for (const [option, addresses] of Object.entries({ Sentinels, Cluster })) {
    for (const [index, text] of addresses.entries()) {
      if (addressOf(text, 1) !== null) continue;
      const message = `${option} has an entry that is not host:port`;
      yield { path: [...section, option, index], message, suggestion: 'Write "redis-1.example.com:6379".' };
    }
  }
  yield* tls(Backplane);
}

function* tls({ Tls }: Backplane): Generator<Finding> {
  if (Tls === undefined) return;
  const { Ca, Certificate, Key } = Tls;
  const path = [...section, 'Tls'];
  if ((Certificate === undefined) !== (Key === undefined)) {
    const message = 'Certificate and Key of Backplane.Tls belong together: one is missing';
    yield { path, message, suggestion: 'Write both as "${file:PATH}", or neither.' };
    return;
  }
  try {
    createSecureContext({ ca: Ca, cert: Certificate, key: Key });
  } catch (error) {
    const message = `Backplane.Tls cannot be used: ${(error as Error).message}`;
    yield { path, message, suggestion: 'Ca, Certificate and Key are PEM texts: write "${file:PATH}".' };
  }
}
