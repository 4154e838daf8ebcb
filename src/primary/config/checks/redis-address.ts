import type { Config } from '../../../shared/config/config.js';
import type { Finding } from './check.js';

/** A backplane in Redis says where Redis is, with an address of a form that can be connected to. */
export function* redisAddress(config: Config): Generator<Finding> {
  const { Type, Url, CacheUrl, Sentinels, Cluster } = config.Gateway.Backplane;
  if (Type !== 'redis') return;
  if ((Url ?? '') === '' && Sentinels.length === 0 && Cluster.length === 0) {
    const message = 'Backplane.Type is redis, but there is no Url, no Sentinels and no Cluster';
    yield { path: ['Gateway', 'Backplane', 'Url'], message, suggestion: 'Write "Url": "redis://localhost:6379".' };
  }
  for (const [option, url] of Object.entries({ Url, CacheUrl })) {
    if (url === undefined || url === '' || /^rediss?:\/\/\S+$/i.test(url)) continue;
    // The address may hold a password: it is not repeated here.
    yield {
      path: ['Gateway', 'Backplane', option],
      message: `${option} is not an address of Redis`,
      suggestion: 'Write redis://host:6379 or rediss://host:6379.',
    };
  }
}
