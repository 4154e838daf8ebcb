const units: Readonly<Record<string, number>> = {
  b: 1,
  kb: 1024,
  kib: 1024,
  mb: 1024 ** 2,
  mib: 1024 ** 2,
  gb: 1024 ** 3,
  gib: 1024 ** 3,
};

/**
 * A size in bytes: `"64KB"`, `"10MB"`, `"1.5GB"`, or a whole number of bytes, also as text. Units are powers of 1024.
 * `null` when the value is none, or is negative.
 */
export function parseSize(value: string | number): number | null {
  if (typeof value === 'number') return Number.isSafeInteger(value) && value >= 0 ? value : null;
  const parts = /^(\d+(?:\.\d+)?)\s*(b|[kmg]i?b)?$/i.exec(value.trim());
  if (parts === null) return null;
  return Math.round(Number(parts[1]) * units[(parts[2] ?? 'b').toLowerCase()]!);
}
