/** The parameters of one hop by their names in lower case, values without quotes (RFC 7239, 4). */
export type ForwardedElement = ReadonlyMap<string, string>;

export function elementText(element: ForwardedElement): string {
  let text = '';
  for (const [name, value] of element) {
    text += `${text === '' ? '' : ';'}${name}=${quoted(name === 'for' ? bracketed(value) : value)}`;
  }
  return text;
}

/** The element of a hop that is no one else's than ours. @param address in its short form, or `unknown` */
export function ownElement(address: string, host: string, proto: string): string {
  return `for=${quoted(bracketed(address))};host=${quoted(host)};proto=${proto}`;
}

/** An IPv6 address stands in brackets (RFC 7239, 6.1). */
function bracketed(node: string): string {
  const colon = node.indexOf(':');
  return colon !== -1 && node.includes(':', colon + 1) && !node.startsWith('[') ? `[${node}]` : node;
}

function quoted(value: string): string {
  return /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(value) ? value : `"${value.replace(/["\\]/g, '\\$&')}"`;
}
