import type { Config } from '../../../shared/config/config.js';
import type { Path } from '../path.js';
import type { Finding } from './check.js';

/** `BaseUrl` goes into headers as it is written. */
export function* baseUrls({ GlobalConfiguration, BaseUrl }: Config): Generator<Finding> {
  yield* faultOf(['GlobalConfiguration', 'BaseUrl'], GlobalConfiguration.BaseUrl);
  yield* faultOf(['BaseUrl'], BaseUrl);
}

function* faultOf(path: Path, url: string | undefined): Generator<Finding> {
  if (/^[\x20-\x7e]*$/.test(url ?? '')) return;
  const message = `BaseUrl ${JSON.stringify(url)} holds a character that no URL can hold`;
  yield { path, message, suggestion: 'Write it in ASCII, names in punycode: "https://xn--bcher-kva.example".' };
}
