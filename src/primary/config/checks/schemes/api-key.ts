import type { ApiKeyScheme } from '../../../../shared/config/schemes/api-key.js';
import type { Path } from '../../path.js';
import type { Finding } from '../check.js';

/** Shortest key that nobody finds by trying. */
const minKey = 16;

export function* apiKeySettings({ Header, Keys }: ApiKeyScheme, path: Path): Generator<Finding> {
  if (Header !== undefined && Header.trim() !== '' && !/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(Header.trim())) {
    yield { path: [...path, 'Header'], message: `${JSON.stringify(Header)} is no name of a header field` };
  }
  if (Keys.length === 0) {
    const suggestion = 'Write "Keys": [{ "Name": "partner", "Value": "${PARTNER_KEY}" }].';
    yield { path, message: 'the scheme has no key', suggestion };
  }
  const seen = new Set<string>();
  for (const [index, { Value, Sha256 }] of Keys.entries()) {
    const here = [...path, 'Keys', index];
    if ((Value === undefined) === (Sha256 === undefined)) {
      yield { path: here, message: 'a key has either Value or Sha256' };
      continue;
    }
    if (Sha256 !== undefined && !/^[0-9a-f]{64}$/i.test(Sha256.trim())) {
      const suggestion = "Make it with: printf %s 'the key' | sha256sum.";
      yield { path: [...here, 'Sha256'], message: 'Sha256 is not 64 hexadecimal digits', suggestion };
    }
    if (Value !== undefined && !/^[\x21-\x7e]+$/.test(Value)) {
      const message = 'a key is printable ASCII characters without spaces, at least one';
      yield { path: [...here, 'Value'], message };
    } else if (Value !== undefined && Value.length < minKey) {
      const message = `the key has ${Value.length} characters, fewer than ${minKey}: it may be guessed`;
      const suggestion = 'Make one with: openssl rand -hex 32.';
      yield { severity: 'warning', path: [...here, 'Value'], message, suggestion };
    }
    const id = Value ?? `sha256 ${Sha256!.trim().toLowerCase()}`;
    if (seen.has(id)) yield { path: here, message: 'the key stands there twice' };
    seen.add(id);
  }
}
