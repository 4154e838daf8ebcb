import type { RoutePlan } from '../../shared/snapshot.js';
import type { Exchange } from '../exchange.js';
import { failureOf } from '../extensions/failure-of.js';
import type { Registry } from '../extensions/registry.js';

/** The key that an extension gives a request; `null`: it failed, and so has the exchange. */
export type OwnKey = (exchange: Exchange) => string | null;

/** `null`: no extension makes keys. */
export function ownKey({ name }: RoutePlan, { cacheKeyGenerator, errorMapper }: Registry): OwnKey | null {
  if (cacheKeyGenerator === null) return null;
  return (exchange) => {
    try {
      const secure = exchange.route!.secure ?? exchange.secure;
      const url = `${secure ? 'https' : 'http'}://${exchange.endpoint!.authority}${exchange.target}`;
      const header = (field: string) => exchange.header(field.toLowerCase());
      return String(cacheKeyGenerator({ method: exchange.downstreamMethod, url, header }, name));
    } catch (error) {
      const { failure, detail } = failureOf(error, errorMapper);
      exchange.fail(failure, detail);
      return null;
    }
  };
}
