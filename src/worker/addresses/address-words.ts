/** The address that `readAddress` read last: four words of 32 bits, an IPv4 address in the last one. */
export const words = new Uint32Array(4);

const groups = new Uint16Array(8);

/**
 * Reads an address into {@link words}: IPv4, or IPv6 in any spelling, a scope (`%eth0`) left out. An IPv4-mapped IPv6 address
 * is the IPv4 address. Returns its family, or 0 when the text is no address.
 */
export function readAddress(text: string): 0 | 4 | 6 {
  if (!text.includes(':')) return readIPv4(text, 0, text.length) ? 4 : 0;
  const percent = text.indexOf('%');
  if (!readIPv6(text, percent === -1 ? text.length : percent)) return 0;
  for (let i = 0; i < 4; i++) words[i] = groups[2 * i]! * 65_536 + groups[2 * i + 1]!;
  if (words[0] !== 0 || words[1] !== 0 || words[2] !== 0xffff) return 6;
  words[2] = 0;
  return 4;
}

/** Four numbers up to 255 between dots, into the last word. */
function readIPv4(text: string, from: number, to: number): boolean {
  let value = 0;
  let octet = 0;
  let digits = 0;
  let dots = 0;
  for (let i = from; i <= to; i++) {
    const code = i === to ? 46 : text.charCodeAt(i);
    if (code === 46) {
      if (digits === 0 || octet > 255 || ++dots > 4) return false;
      value = value * 256 + octet;
      octet = 0;
      digits = 0;
    } else if (code >= 48 && code <= 57 && digits < 3) {
      octet = octet * 10 + code - 48;
      digits++;
    } else return false;
  }
  if (dots !== 4) return false;
  words[0] = 0;
  words[1] = 0;
  words[2] = 0;
  words[3] = value;
  return true;
}

/** Groups of hexadecimal digits, one `::` for a run of zeros, the last two groups perhaps as IPv4 (RFC 4291, 2.2). */
function readIPv6(text: string, end: number): boolean {
  let count = 0;
  let gap = -1;
  let i = 0;
  if (text.startsWith('::')) {
    gap = 0;
    i = 2;
  }
  while (i < end) {
    if (count === 8) return false;
    let next = text.indexOf(':', i);
    if (next === -1 || next > end) next = end;
    if (next === end && text.slice(i, end).includes('.')) {
      if (count > 6 || !readIPv4(text, i, end)) return false;
      groups[count++] = words[3]! >>> 16;
      groups[count++] = words[3]! & 0xffff;
      break;
    }
    const group = text.slice(i, next);
    if (!/^[0-9a-f]{1,4}$/i.test(group)) return false;
    groups[count++] = Number.parseInt(group, 16);
    i = next + 1;
    if (next === end) break;
    if (i === end) return false;
    if (text.charCodeAt(i) === 58) {
      if (gap !== -1) return false;
      gap = count;
      i++;
    }
  }
  if (gap === -1) return count === 8;
  if (count === 8) return false;
  groups.copyWithin(8 - (count - gap), gap, count);
  groups.fill(0, gap, 8 - (count - gap));
  return true;
}
