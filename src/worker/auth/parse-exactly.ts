import { type Node, parseTree } from 'jsonc-parser';

/**
 * JSON text as `JSON.parse` reads it, except that whole numbers which it would round become text: two users whose ids differ
 * in the last digit must not become one. Throws a `SyntaxError` when the text is no JSON.
 */
export function parseExactly(text: string): unknown {
  const value: unknown = JSON.parse(text);
  const tree = /\d{16}/.test(text) ? parseTree(text) : undefined;
  return tree === undefined ? value : exactValue(tree, text);
}

function exactValue(node: Node, text: string): unknown {
  const children = node.children ?? [];
  if (node.type === 'array') return children.map((child) => exactValue(child, text));
  if (node.type === 'object')
    return Object.fromEntries(children.map(({ children: pair }) => [pair![0]!.value, exactValue(pair![1]!, text)]));
  if (node.type !== 'number' || Number.isSafeInteger(node.value)) return node.value;
  const digits = text.slice(node.offset, node.offset + node.length);
  return /^-?\d+$/.test(digits) ? digits : node.value;
}
