import { AddressSet } from '../addresses/address-set.js';
import { clientAddress } from '../client-address.js';
import type { Policy } from '../pipeline.js';

/** IP lists: blocking wins, unless the allowed addresses are taken out of the block list. Source: Ocelot, security options. */
export const security: Policy = {
  name: 'security',
  link({ security: lists }) {
    if (lists === null) return null;
    const allowed = lists.allowed.length === 0 ? null : new AddressSet(lists.allowed);
    const blocked = new AddressSet(lists.blocked, lists.excludeAllowedFromBlocked ? lists.allowed : []);
    return (exchange) => {
      const address = clientAddress(exchange);
      // Only a client that is gone has none.
      if (address === '') return true;
      if (blocked.has(address)) {
        exchange.fail('addressDenied', `client IP ${address} is blocked`);
        return false;
      }
      if (allowed === null || allowed.has(address)) return true;
      exchange.fail('addressDenied', `client IP ${address} is not in the allow list`);
      return false;
    };
  },
};
