import type { Placeholder } from '../../shared/extensions/placeholder.js';
import { holdsInvalidCharacter } from '../../shared/policies/header-text.js';
import type { Exchange } from '../exchange.js';
import { failureOf } from './failure-of.js';

/** A placeholder of an extension. One that throws, or gives what no header can hold, has no value. */
export function ownPlaceholder(name: string, fill: Placeholder): (exchange: Exchange) => string | null {
  return (exchange) => {
    const { method, path, host, gateway } = exchange;
    try {
      const text: unknown = fill({ method, path, host, header: (field) => exchange.header(field.toLowerCase()) });
      if (text === null || text === undefined) return null;
      if (typeof text === 'string' && !holdsInvalidCharacter(text)) return text;
      throw new TypeError('gives no text that a header can hold');
    } catch (error) {
      gateway.log.warn({ detail: failureOf(error, null).detail }, `placeholder {${name}} of an extension failed`);
      return null;
    }
  };
}
