import type { Path } from '../../path.js';
import type { Finding } from '../check.js';

/** The address of a provider is a URL, with TLS unless `switchName` is false. */
export function* providerUrl(text: string, path: Path, requireHttps: boolean, switchName: string): Generator<Finding> {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    const message = `${String(path.at(-1))} is no URL: ${JSON.stringify(text)}`;
    yield { path, message, suggestion: 'Write it in full, such as "https://login.example.com".' };
  } else if (url.protocol === 'http:' && requireHttps) {
    const message = `${String(path.at(-1))} must start with https:, for whoever can change its answers decides who users are`;
    yield { path, message, suggestion: `Use https:, or on a trusted network write "${switchName}": false.` };
  }
}
