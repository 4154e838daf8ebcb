/** How a culture writes numbers. */
export interface NumberCulture {
  readonly decimal: string;
  /** Between thousands. */
  readonly group: string;
  readonly currency: readonly string[];
}

const invariant: NumberCulture = { decimal: '.', group: ',', currency: ['¤'] };

/** `null` when there is no such culture; `''` is the invariant one. */
export function numberCulture(name: string): NumberCulture | null {
  if (name === '') return invariant;
  try {
    const [known] = Intl.NumberFormat.supportedLocalesOf(name);
    if (known === undefined) return null;
    const parts = new Intl.NumberFormat(known, { useGrouping: true }).formatToParts(-1_234_567.5);
    const part = (type: string, other: string): string => parts.find((one) => one.type === type)?.value ?? other;
    return { decimal: part('decimal', '.'), group: part('group', ','), currency: currencies(known) };
  } catch {
    return null;
  }
}

/** The symbols of the usual currencies as the culture writes them: .NET knows the one of the region. */
function currencies(locale: string): string[] {
  return ['USD', 'EUR', 'GBP', 'JPY', 'CHF', 'PLN'].map((currency) => {
    const parts = new Intl.NumberFormat(locale, { style: 'currency', currency }).formatToParts(1);
    return parts.find(({ type }) => type === 'currency')?.value ?? currency;
  });
}
