import type { Exchange } from '../exchange.js';
import type { Slot, SlotSource } from '../match/slots.js';

/** A claim that a user must have: a fixed value, or with `{name}` that of a placeholder. Source: Ocelot, RouteClaimsRequirement. */
export class ClaimRequirement {
  readonly #type: string;
  readonly #value: string;
  /** `null`: the value is fixed. */
  readonly #placeholder: string | null;
  /** Which captured values have the placeholder's name. */
  readonly #slots: readonly number[];
  readonly #source: SlotSource;

  constructor(type: string, value: string, slots: readonly Slot[]) {
    this.#type = type;
    this.#value = value;
    const placeholder = placeholderOf(value);
    this.#placeholder = placeholder;
    this.#slots = slots.flatMap(({ name }, index) => (name === placeholder ? [index] : []));
    this.#source = slots[this.#slots[0] ?? -1]?.source ?? 'header';
  }

  /** Why the user may not; `null` when he may. */
  fault(exchange: Exchange): string | null {
    const values = exchange.user === null ? [] : exchange.user.claims.values(this.#type);
    const wanted = this.#placeholder === null ? this.#value : this.#valueOf(this.#placeholder, exchange);
    if (wanted === null) {
      const why = this.#slots.length === 0 ? 'placeholders do not contain that variable' : 'placeholders are ambiguous';
      return `config error: requires variable claim value: ${this.#value} ${why}`;
    }
    if (values.includes(wanted)) return null;
    return `claim value: ${values.join(', ')} is not the same as required value: ${wanted} for type: ${this.#type}`;
  }

  /** As the service will understand it, so that no spelling passes for another value; `null`: none, or more than one. */
  #valueOf(placeholder: string, exchange: Exchange): string | null {
    const given = exchange.overrides?.get(placeholder);
    if (given !== undefined) return given;
    if (this.#slots.length !== 1) return null;
    return decoded(exchange.match!.values[this.#slots[0]!] ?? '', this.#source);
  }
}

/** The name in `{name}`; `null` when the text is anything else. */
function placeholderOf(text: string): string | null {
  return /^\{([^{}]*)\}$/.exec(text)?.[1] ?? null;
}

function decoded(value: string, source: SlotSource): string {
  if (source === 'header') return value;
  const text = source === 'path' ? value : value.replaceAll('+', ' ');
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
