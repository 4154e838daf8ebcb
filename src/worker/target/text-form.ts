import { Interner } from '../../shared/interner.js';
import type { Slot } from '../match/slots.js';
import { type Encoder, encodeLiteral, encoders, type Place } from './encode.js';

/** Values that replace or complete what the request gave, by placeholder name: free text, not encoded. */
export type Overrides = ReadonlyMap<string, string>;

/** Far more than the placeholder names that people use; more are merely not shared. */
const shared = new Interner<TextForm>(1000);

/** The placeholders of a path or a query and how they are filled; alike in most routes, unlike the fixed text between. */
export class TextForm {
  private readonly names: readonly string[];
  /** Which captured value each placeholder stands for; -1: the route captures none of that name. */
  private readonly slots: readonly number[];
  /** `null`: every value goes as it is. */
  private readonly encode: readonly Encoder[] | null;
  private readonly place: Place;

  private constructor(names: readonly string[], slots: readonly Slot[], place: Place) {
    this.names = names;
    this.slots = names.map((name) => slots.findIndex((slot) => slot.name === name));
    const encode = this.slots.map((slot) => encoders[slots[slot]?.source ?? 'free'][place]);
    this.encode = encode.every((each) => each === null) ? null : encode;
    this.place = place;
  }

  static of(names: readonly string[], slots: readonly Slot[], place: Place): TextForm {
    return shared.obtain(JSON.stringify([names, slots, place]), () => new TextForm(names, slots, place));
  }

  /**
   * `texts` stand before each placeholder and after the last one. A placeholder that nothing gives a value stays as text, its
   * braces encoded.
   */
  fill(texts: readonly string[], values: readonly string[], overrides: Overrides | null): string {
    const { slots } = this;
    let filled = texts[0] ?? '';
    for (let index = 0; index < slots.length; index++) {
      const given = overrides === null ? undefined : overrides.get(this.names[index] ?? '');
      const value = values[slots[index] ?? -1];
      const encode = this.encode === null ? null : (this.encode[index] ?? null);
      if (given !== undefined) filled += encoders.free[this.place](given);
      else if (value === undefined) filled += encodeLiteral(`{${this.names[index]}}`, this.place);
      else filled += encode === null ? value : encode(value);
      filled += texts[index + 1] ?? '';
    }
    return filled;
  }
}
