/** What a text may hold beside digits, one bit each. Names and bits are those of .NET's NumberStyles. */
export const numberStyles = {
  None: 0,
  AllowLeadingWhite: 1,
  AllowTrailingWhite: 2,
  AllowLeadingSign: 4,
  AllowTrailingSign: 8,
  AllowParentheses: 16,
  AllowDecimalPoint: 32,
  AllowThousands: 64,
  AllowExponent: 128,
  AllowCurrencySymbol: 256,
  AllowHexSpecifier: 512,
  AllowBinarySpecifier: 1024,
  Integer: 7,
  Number: 111,
  Float: 167,
  Currency: 383,
  Any: 511,
  HexNumber: 515,
  BinaryNumber: 1027,
} as const;

const byName = new Map<string, number>(
  Object.entries(numberStyles).map(([name, style]) => [name.toLowerCase(), style] as const),
);

/** The styles of a list of names, without regard to case; `null` when a name is unknown, or a base other than ten goes with more than white space. */
export function readNumberStyles(names: string): number | null {
  let styles = 0;
  for (const name of names.split(',')) {
    const style = byName.get(name.trim().toLowerCase());
    if (style === undefined) return null;
    styles |= style;
  }
  const base = styles & (numberStyles.AllowHexSpecifier | numberStyles.AllowBinarySpecifier);
  if (base === 0) return styles;
  const both = base === (numberStyles.AllowHexSpecifier | numberStyles.AllowBinarySpecifier);
  const white = numberStyles.AllowLeadingWhite | numberStyles.AllowTrailingWhite;
  return both || (styles & ~(base | white)) !== 0 ? null : styles;
}
