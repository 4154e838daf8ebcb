import { readAddress, words } from './address-words.js';

/**
 * An address in the spelling that people and services expect: IPv6 as in RFC 5952, an IPv4-mapped address as IPv4, without
 * a scope. `null` when the text is no address.
 */
export function shortAddress(text: string): string | null {
  switch (readAddress(text)) {
    case 4:
      return ipv4(words[3]!);
    case 6:
      return ipv6();
    default:
      return null;
  }
}

function ipv4(value: number): string {
  return `${value >>> 24}.${(value >>> 16) & 255}.${(value >>> 8) & 255}.${value & 255}`;
}

/** RFC 5952, 4: no leading zeros, lower case, `::` for the first of the longest runs of at least two zero groups. */
function ipv6(): string {
  const groups: number[] = [];
  for (const word of words) groups.push(word >>> 16, word & 0xffff);
  let start = -1;
  let length = 1;
  for (let i = 0; i < groups.length; i++) {
    let end = i;
    while (groups[end] === 0) end++;
    if (end - i <= length) continue;
    start = i;
    length = end - i;
  }
  const hex = groups.map((group) => group.toString(16));
  if (start === -1) return hex.join(':');
  return `${hex.slice(0, start).join(':')}::${hex.slice(start + length).join(':')}`;
}
