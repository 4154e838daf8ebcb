import type { CacheOptions } from '../../../shared/config/cache-options.js';
import type { Config } from '../../../shared/config/config.js';
import { statusRange } from '../../../shared/policies/cache.js';
import { type EffectiveRoute, effectiveRoute } from '../../compile/effective-route.js';
import type { Path } from '../path.js';
import type { Finding } from './check.js';
import { ownersOf } from './owners.js';

/** What `CacheOptions` say must make sense, and must not show one user what is another's without a word. */
export function* cachedAnswers(config: Config): Generator<Finding> {
  for (const { path, options } of ownersOf(config)) {
    if (options.CacheOptions !== undefined) yield* written(options.CacheOptions, [...path, 'CacheOptions']);
  }
  for (const [index, route] of config.Routes.entries()) {
    const effective = effectiveRoute(route, config.GlobalConfiguration);
    if ((effective.cache?.TtlSeconds ?? 0) > 0) yield* used(effective, ['Routes', index, 'CacheOptions']);
  }
  const { MaxBytes, MaxEntryBytes } = config.Gateway.Cache;
  if (MaxEntryBytes > MaxBytes) {
    yield {
      path: ['Gateway', 'Cache', 'MaxEntryBytes'],
      message: `MaxEntryBytes (${MaxEntryBytes}) is more than the whole cache holds, MaxBytes (${MaxBytes})`,
      suggestion: 'Write a MaxEntryBytes that is a small part of MaxBytes.',
    };
  }
}

function* written({ TtlSeconds, StatusCodes }: CacheOptions, path: Path): Generator<Finding> {
  if (TtlSeconds !== undefined && TtlSeconds < 0) {
    const message = `TtlSeconds is ${TtlSeconds}: nothing is cached`;
    yield { severity: 'warning', path: [...path, 'TtlSeconds'], message, suggestion: 'Write 0, or how many seconds.' };
  }
  for (const [index, text] of (StatusCodes ?? []).entries()) {
    if (statusRange(text) !== null) continue;
    yield {
      path: [...path, 'StatusCodes', index],
      message: `StatusCodes has ${JSON.stringify(text)}, which is no status`,
      suggestion: 'Write a status such as "404", or a class such as "2xx".',
    };
  }
}

function* used({ route, authentication, cache }: EffectiveRoute, path: Path): Generator<Finding> {
  const name = route.UpstreamPathTemplate;
  if (cache?.Mode === 'http') {
    if (cache.EnableContentHashing === true) {
      const message = `Mode "http" keeps answers to GET only, so EnableContentHashing does nothing for ${name}`;
      yield { severity: 'warning', path: [...path, 'EnableContentHashing'], message, suggestion: 'Leave it out.' };
    }
    return;
  }
  const authenticates =
    authentication?.AllowAnonymous !== true &&
    (authentication?.AuthenticationProviderKeys ?? []).some((key) => key.trim() !== '');
  if (!authenticates || cache?.Header?.trim().toLowerCase() === 'authorization') return;
  const message = `${name} authenticates its users, and all of them get the same cached answers`;
  const suggestion = 'Write "Header": "Authorization" unless the answers are the same for everybody.';
  yield { severity: 'warning', path: [...path, 'Header'], message, suggestion };
}
