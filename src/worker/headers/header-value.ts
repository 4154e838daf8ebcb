import type { HeaderText } from '../../shared/policies/header-text.js';
import type { Exchange } from '../exchange.js';
import type { KnownValues } from './known-values.js';
import { type Placeholder, placeholders } from './placeholders.js';

/** The value of a header, ready to be filled for a request. */
export class HeaderValue {
  /** The whole value when no request changes it. */
  readonly fixed: string | null;
  readonly #parts: readonly (string | Placeholder)[];

  constructor(text: HeaderText, { baseUrl, own }: KnownValues) {
    this.#parts = text.map((part) => {
      if (part.kind === 'literal') return part.text;
      if (part.kind === 'extension') return own.get(part.name) ?? (() => null);
      return part.name === 'BaseUrl' ? baseUrl : placeholders[part.name];
    });
    this.fixed = this.#parts.every((part) => typeof part === 'string') ? this.#parts.join('') : null;
  }

  /** `null`: a placeholder has no value for this request. */
  fill(exchange: Exchange): string | null {
    if (this.fixed !== null) return this.fixed;
    let text = '';
    for (const part of this.#parts) {
      const value = typeof part === 'string' ? part : part(exchange);
      if (value === null) return null;
      text += value;
    }
    return text;
  }
}
