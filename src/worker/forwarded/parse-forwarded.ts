import type { ForwardedElement } from './element.js';

const pair = /\s*([!#$%&'*+.^_`|~0-9A-Za-z-]+)=("(?:[^"\\]|\\.)*"|[^\s",;]*)\s*([;,]|$)/y;

/**
 * The elements of a `Forwarded` field (RFC 7239, 4). What comes before a malformed element is lost with it: it cannot be
 * told who wrote what.
 */
export function parseForwarded(value: string): ForwardedElement[] {
  let elements: ForwardedElement[] = [];
  let element = new Map<string, string>();
  for (let at = 0; at < value.length; ) {
    pair.lastIndex = at;
    const found = pair.exec(value);
    if (found === null) {
      const comma = value.indexOf(',', at);
      if (comma === -1) return [];
      elements = [];
      element = new Map();
      at = comma + 1;
      continue;
    }
    const [whole, name = '', raw = '', separator] = found;
    element.set(name.toLowerCase(), raw.startsWith('"') ? raw.slice(1, -1).replace(/\\(.)/g, '$1') : raw);
    at += whole.length;
    if (separator === ';' && at < value.length) continue;
    elements.push(element);
    element = new Map();
  }
  return elements;
}
