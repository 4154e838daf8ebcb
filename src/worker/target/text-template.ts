import { flatString } from '../../shared/flat-string.js';
import { Interner } from '../../shared/interner.js';
import type { TemplatePart } from '../../shared/path-template.js';
import type { Slot } from '../match/slots.js';
import { encodeLiteral, type Place } from './encode.js';
import { type Overrides, TextForm } from './text-form.js';

/** Routes have many texts alike, such as `/` and `/api/v1/`; those past the limit are merely not shared. */
const shared = new Interner<string>(1000);

/** The path or the query of a downstream template, ready to be filled in. */
export class TextTemplate {
  /** The whole text when it has no placeholder. */
  readonly fixed: string | null;
  private readonly texts: readonly string[];
  private readonly form: TextForm;

  constructor(parts: readonly TemplatePart[], slots: readonly Slot[], place: Place) {
    const texts = [''];
    const names: string[] = [];
    for (const part of parts) {
      if (part.kind === 'literal') {
        texts[texts.length - 1] += encodeLiteral(part.text, place);
        continue;
      }
      texts.push('');
      names.push(part.name);
    }
    this.texts = texts.map((text) => {
      const flat = flatString(text);
      return shared.obtain(flat, () => flat);
    });
    this.form = TextForm.of(names, slots, place);
    this.fixed = names.length === 0 ? (this.texts[0] ?? '') : null;
  }

  fill(values: readonly string[], overrides: Overrides | null): string {
    return this.form.fill(this.texts, values, overrides);
  }
}
