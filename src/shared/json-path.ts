import { compile, type JSONPathQuery } from 'json-p3';

/**
 * A JSONPath (RFC 9535), ready to use. As Newtonsoft.Json, which Ocelot uses, it may begin without `$`, a dot may stand before
 * a bracket and any character in a name after a dot, and filters may compare with `===` and `!==`.
 *
 * @throws {JSONPathSyntaxError} and its like, with a message for the user
 */
export function compileJsonPath(text: string): JSONPathQuery {
  const path = text.trim();
  if (/^\$([.[]|$)/.test(path)) return compile(asStandard(path));
  return compile(asStandard(path === '' || path.startsWith('[') ? `$${path}` : `$.${path}`));
}

/** Dots and a name, a dot before a bracket, a text in quotes, a strict comparison, or anything else. */
const token =
  /(\.\.?)([^.[\](),\s*'"=!<>&|]+)|\.\.(?=\[)|(\.)(?=\[)|'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|[=!]==|[\s\S]/g;

/** What RFC 9535 lets stand after a dot. */
const standardName = /^[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*$/;

function asStandard(path: string): string {
  let depth = 0;
  return path.replace(token, (piece: string, dots?: string, name?: string, dot?: string) => {
    if (piece === '[') depth++;
    else if (piece === ']') depth--;
    else if (depth > 0) return piece === '===' || piece === '!==' ? piece.slice(0, 2) : piece;
    else if (dot !== undefined) return '';
    else if (name !== undefined && !standardName.test(name))
      return `${dots === '..' ? dots : ''}[${JSON.stringify(name)}]`;
    return piece;
  });
}
