import type { Config } from '../../../shared/config/config.js';
import type { RateLimitOptions } from '../../../shared/config/rate-limit-options.js';
import { isOcelotPeriod, ocelotDuration } from '../../../shared/duration.js';
import { inherited, unlessEmpty } from '../../compile/merge-block.js';
import type { Path } from '../path.js';
import type { Finding } from './check.js';
import type { Owner } from './owners.js';
import { isGlobal, rateLimitOwners } from './rate-limit-owners.js';

const unit =
  'does not contain integer then ms (millisecond), s (second), m (minute), h (hour), d (day) e.g. 1m for 1 minute period';

/**
 * `Limit` is positive, `Period` is there and well formed to its end, `Wait` is a duration. What a route leaves out may come
 * from the global block. Source: Ocelot, rate limiting, validation of static route blocks, on the merged result.
 */
export function* rateLimits(config: Config): Generator<Finding> {
  for (const { owner, path, own, merged: options } of rateLimitOwners(config)) {
    yield* wellFormed(own, owner, path);
    if (!isGlobal(owner)) yield* merged(options, path);
  }
  yield* inheritedWithoutLimit(config);
}

/** Until version 15 the global block held texts and names for routes with a limit; since then it is a limit of its own. */
function* inheritedWithoutLimit({
  Routes,
  GlobalConfiguration: { RateLimitOptions: written },
}: Config): Generator<Finding> {
  const global = unlessEmpty(written);
  if (global === undefined || global.EnableRateLimiting === false || global.Limit !== undefined) return;
  const routes = Routes.filter(
    (route) => unlessEmpty(route.RateLimitOptions) === undefined && inherited(route.Key, global),
  );
  if (routes.length === 0) return;
  const message = `RateLimitOptions without a Limit count for routes that have none of their own (${routes.length}): their requests would all be refused`;
  const suggestion = 'Write a Limit, or list the Keys of the routes it is for in RouteKeys.';
  yield { severity: 'warning', path: ['GlobalConfiguration', 'RateLimitOptions'], message, suggestion };
}

function* wellFormed(own: RateLimitOptions, owner: Owner, path: Path): Generator<Finding> {
  if (own.Limit !== undefined && own.Limit <= 0) {
    const message = `RateLimitOptions.Limit is negative or zero for the route ${owner.name}`;
    yield { path: [...path, 'Limit'], message, suggestion: 'Write a positive number, or "EnableRateLimiting": false.' };
  }
  const period = own.Period?.trim() ?? '';
  if (period !== '' && !isOcelotPeriod(period)) {
    yield {
      path: [...path, 'Period'],
      message: `RateLimitOptions.Period ${JSON.stringify(own.Period)} ${unit}`,
      suggestion: 'Write "1m".',
    };
  }
  if (ocelotDuration(own.Wait ?? '') === null) {
    yield {
      path: [...path, 'Wait'],
      message: `RateLimitOptions.Wait ${JSON.stringify(own.Wait)} ${unit}`,
      suggestion: 'Write "30s".',
    };
  }
  const status = own.StatusCode;
  if (status !== undefined && (status < 200 || status > 599)) {
    yield {
      path: [...path, 'StatusCode'],
      message: `RateLimitOptions.StatusCode ${status} is no status of an answer`,
      suggestion: 'Write 429.',
    };
  }
}

function* merged(options: RateLimitOptions, path: Path): Generator<Finding> {
  if (options.Algorithm !== 'Concurrency' && (options.Period?.trim() ?? '') === '') {
    yield {
      path: [...path, 'Period'],
      message: 'RateLimitOptions.Period is empty',
      suggestion: 'Write how long a window is: "Period": "1m".',
    };
  }
  if (options.Limit === undefined) {
    const message = 'RateLimitOptions.Limit is missing: every request of the route would be refused';
    yield { severity: 'warning', path, message, suggestion: 'Write how many requests a client may send per Period.' };
  }
}
