const gatewayUnits: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/**
 * A duration of the `Gateway` section in milliseconds: `"500ms"`, `"10s"`, `"1.5m"`, `"2h"`, `"1d"`, or a number of
 * milliseconds, also as text. `null` when the value is none, or is negative.
 */
export function gatewayDuration(value: string | number): number | null {
  if (typeof value === 'number') return Number.isFinite(value) && value >= 0 ? value : null;
  const parts = /^(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)?$/i.exec(value.trim());
  if (parts === null) return null;
  return Number(parts[1]) * gatewayUnits[(parts[2] ?? 'ms').toLowerCase()]!;
}

/**
 * A duration as Ocelot reads `RateLimitOptions.Period` and `Wait`, in milliseconds: a number with an optional unit
 * (`d`, `h`, `m`, `s`, `ms`, any case; none is `ms`); blank is 0; the sign is dropped. `null` when there is no digit or
 * the unit is unknown. Source: Ocelot, rate limiting, duration parsing.
 */
export function ocelotDuration(text: string): number | null {
  const value = text.trim();
  if (value === '') return 0;
  const parts = /^(-?[\d.]*\d\.?)\s*(.*)$/s.exec(value);
  if (parts === null) return null;
  const unit = gatewayUnits[(parts[2] || 'ms').toLowerCase()];
  const amount = Number(parts[1]);
  return unit === undefined || Number.isNaN(amount) ? null : Math.abs(amount) * unit;
}

/**
 * Whether a text may stand in `RateLimitOptions.Period`: digits, optionally a fraction, then a unit, and nothing after it.
 * Source: Ocelot, validation of routes, with the pattern anchored at its end.
 */
export function isOcelotPeriod(text: string): boolean {
  return /^\d+(\.\d+)?(ms|s|m|h|d)$/i.test(text.trim());
}
