import type { NumberCulture } from './number-culture.js';
import { numberStyles } from './number-styles.js';

/** Reads a number as .NET does with these styles; `null` when it is none. Source: Ocelot, metadata, numbers. */
export function parseNumber(text: string, styles: number, culture: NumberCulture): number | null {
  const has = (style: keyof typeof numberStyles): boolean => (styles & numberStyles[style]) !== 0;
  let rest = text;
  if (has('AllowLeadingWhite')) rest = rest.trimStart();
  if (has('AllowTrailingWhite')) rest = rest.trimEnd();
  if (has('AllowHexSpecifier')) return /^[0-9a-f]+$/i.test(rest) ? Number.parseInt(rest, 16) : null;
  if (has('AllowBinarySpecifier')) return /^[01]+$/.test(rest) ? Number.parseInt(rest, 2) : null;

  let negative = false;
  let signed = false;
  if (has('AllowParentheses') && rest.startsWith('(') && rest.endsWith(')')) {
    rest = rest.slice(1, -1);
    negative = true;
    signed = true;
  }
  if (has('AllowCurrencySymbol')) rest = withoutCurrency(rest, culture);
  if (!signed && has('AllowLeadingSign') && /^[+-]/.test(rest)) {
    negative = rest.startsWith('-');
    rest = rest.slice(1);
    signed = true;
  }
  if (!signed && has('AllowTrailingSign') && /[+-]$/.test(rest)) {
    negative = rest.endsWith('-');
    rest = rest.slice(0, -1);
  }
  if (has('AllowCurrencySymbol')) rest = withoutCurrency(rest, culture);

  const exponent = has('AllowExponent') ? (/e[+-]?\d+$/i.exec(rest)?.[0] ?? '') : '';
  rest = rest.slice(0, rest.length - exponent.length);
  const [whole = '', fraction, ...more] = rest.split(culture.decimal);
  if (more.length > 0 || (fraction !== undefined && !has('AllowDecimalPoint'))) return null;
  const digits = has('AllowThousands') ? withoutGroups(whole, culture.group) : whole;
  if (!/^\d*$/.test(digits) || !/^\d*$/.test(fraction ?? '') || digits + (fraction ?? '') === '') return null;
  const value = Number(`${digits}.${fraction ?? ''}0${exponent}`);
  return negative ? -value : value;
}

function withoutCurrency(text: string, { currency }: NumberCulture): string {
  for (const symbol of currency) {
    if (text.startsWith(symbol)) return text.slice(symbol.length).trimStart();
    if (text.endsWith(symbol)) return text.slice(0, -symbol.length).trimEnd();
  }
  return text;
}

/** Some cultures put a space there that nobody can type: an ordinary one counts as well. */
function withoutGroups(text: string, group: string): string {
  const [first = '', ...rest] = text.split(/\s/.test(group) ? /\s/ : group);
  return first === '' && rest.length > 0 ? text : [first, ...rest].join('');
}
