import { isIPv4, isIPv6 } from 'node:net';

/** Addresses `from` to `to`, both included, as numbers; IPv4-mapped IPv6 addresses count as IPv4. */
export interface IpRange {
  readonly family: 4 | 6;
  readonly from: bigint;
  readonly to: bigint;
}

interface Address {
  readonly family: 4 | 6;
  readonly value: bigint;
}

/**
 * An entry of `SecurityOptions` lists: a single address, a range (`a-b`), a short IPv4 range (`192.168.1.1-250`),
 * a mask (`a/255.255.255.0`) or CIDR (`a/24`). `null` when it is none of these.
 * Source: Ocelot, security options, accepted entries.
 */
export function parseIpRange(entry: string): IpRange | null {
  const text = entry.trim();
  const ends = text.split(/\s*[-\u2013]\s*/);
  if (ends.length === 2) return between(ends[0]!, ends[1]!);
  const masked = text.split('/');
  if (masked.length === 2)
    return masked[1]!.includes('.') ? withMask(masked[0]!, masked[1]!) : withPrefix(masked[0]!, masked[1]!);
  const single = address(text);
  return single === null ? null : { family: single.family, from: single.value, to: single.value };
}

function between(first: string, last: string): IpRange | null {
  const from = address(first);
  if (from === null) return null;
  const to = /^\d{1,3}$/.test(last) && isIPv4(first) ? address(first.replace(/\d+$/, last)) : address(last);
  if (to === null || to.family !== from.family || to.value < from.value) return null;
  return { family: from.family, from: from.value, to: to.value };
}

function withMask(base: string, mask: string): IpRange | null {
  const bits = address(mask);
  if (bits === null || bits.family !== 4) return null;
  const wildcard = 0xffffffffn ^ bits.value;
  const contiguous = (wildcard & (wildcard + 1n)) === 0n;
  return contiguous ? withPrefix(base, String(32 - wildcard.toString(2).replace(/^0$/, '').length)) : null;
}

function withPrefix(base: string, length: string): IpRange | null {
  const start = address(base);
  if (start === null || !/^\d{1,3}$/.test(length)) return null;
  const mapped = start.family === 4 && base.includes(':');
  const width = start.family === 4 ? 32 : 128;
  const prefix = Number(length) - (mapped ? 96 : 0);
  if (prefix < 0 || prefix > width) return null;
  const wildcard = (1n << BigInt(width - prefix)) - 1n;
  return { family: start.family, from: start.value & ~wildcard, to: start.value | wildcard };
}

function address(text: string): Address | null {
  const plain = text.trim().replace(/%.*$/s, '');
  if (isIPv4(plain)) return { family: 4, value: v4(plain) };
  if (!isIPv6(plain)) return null;
  const value = v6(plain);
  return value >> 32n === 0xffffn ? { family: 4, value: value & 0xffffffffn } : { family: 6, value };
}

function v4(text: string): bigint {
  return text.split('.').reduce((value, octet) => (value << 8n) | BigInt(octet), 0n);
}

function v6(text: string): bigint {
  const tail = /[\d.]+$/.exec(text)?.[0] ?? '';
  const low = tail.includes('.') ? v4(tail) : null;
  const hex =
    low === null
      ? text
      : text.slice(0, -tail.length) + [low >> 16n, low & 0xffffn].map((n) => n.toString(16)).join(':');
  const [head = '', rest] = hex.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = rest === undefined || rest === '' ? [] : rest.split(':');
  const groups = [...left, ...Array<string>(8 - left.length - right.length).fill('0'), ...right];
  return groups.reduce((value, group) => (value << 16n) | BigInt(`0x${group}`), 0n);
}
