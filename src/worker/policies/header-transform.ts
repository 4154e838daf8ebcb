import { describesBody } from '../../shared/policies/header-names.js';
import type { HeaderTransformPlan, RoutePlan } from '../../shared/snapshot.js';
import { clientAddress } from '../client-address.js';
import type { Exchange } from '../exchange.js';
import { HeaderValue } from '../headers/header-value.js';
import { type KnownValues, known } from '../headers/known-values.js';
import { Replacement } from '../headers/replacement.js';
import type { LinkContext, Policy } from '../pipeline.js';

/** Changes the headers that go to the service; what a transform cannot know leaves the client's header alone. */
export const headerTransform: Policy = {
  name: 'header-transform',
  link({ requestHeaders }: RoutePlan, context: LinkContext) {
    if (requestHeaders === null) return null;
    const values = known(context);
    const changes = requestHeaders.map((plan) => new RequestChange(plan, values));
    const believesProxies = context.settings.forwardedHeaders.trustedProxies.length > 0;
    return (exchange) => {
      // The first change may overwrite what the proxies said.
      if (believesProxies) clientAddress(exchange);
      for (let i = 0; i < changes.length; i++) changes[i]!.apply(exchange);
      return true;
    };
  },
};

/** What happens to one header of requests. */
class RequestChange {
  readonly #name: string;
  readonly #remove: boolean;
  readonly #replace: readonly Replacement[];
  readonly #add: HeaderValue | null;
  readonly #needsBody: boolean;

  constructor({ name, remove, replace, add }: HeaderTransformPlan, values: KnownValues) {
    this.#name = name.toLowerCase();
    this.#remove = remove && add === null;
    this.#replace = replace.map((one) => new Replacement(one, values));
    this.#add = add === null ? null : new HeaderValue(add, values);
    this.#needsBody = describesBody(name);
  }

  apply(exchange: Exchange): void {
    if (this.#remove) {
      exchange.removeHeader(this.#name);
      return;
    }
    const added = this.#add === null ? null : this.#add.fill(exchange);
    if (added === null) this.#replaceIn(exchange);
    else if (!this.#needsBody || exchange.hasBody) exchange.setHeader(this.#name, added);
  }

  #replaceIn(exchange: Exchange): void {
    if (this.#replace.length === 0) return;
    const { headers } = exchange;
    for (let i = 0; i < headers.length; i += 2) {
      if (headers[i] !== this.#name) continue;
      const before = headers[i + 1]!;
      let value = before;
      for (const replacement of this.#replace) value = replacement.apply(value, exchange);
      if (value !== before) exchange.setHeader(this.#name, value);
      return;
    }
  }
}
