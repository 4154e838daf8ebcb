import type { HttpProxy } from './http-proxy.js';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The proxies of the environment: `HTTP_PROXY`, `HTTPS_PROXY`, `ALL_PROXY` and the exceptions of `NO_PROXY`, each in upper
 * or lower case.
 */
export class EnvironmentProxies {
  readonly #plain: HttpProxy | null;
  readonly #secure: HttpProxy | null;
  readonly #exceptions: readonly string[];

  constructor(environment: Environment) {
    const value = (name: string) => environment[name.toLowerCase()] || environment[name] || '';
    this.#plain = parse(value('HTTP_PROXY') || value('ALL_PROXY'));
    this.#secure = parse(value('HTTPS_PROXY') || value('ALL_PROXY'));
    this.#exceptions = value('NO_PROXY')
      .toLowerCase()
      .split(/[\s,]+/)
      .filter((entry) => entry !== '');
  }

  /** `null`: connect to the service itself. */
  proxyFor(host: string, port: number, secure: boolean): HttpProxy | null {
    const proxy = secure ? this.#secure : this.#plain;
    if (proxy === null || this.#isException(host.toLowerCase(), port)) return null;
    return proxy;
  }

  /** `*`, or a name with everything below it, with or without a leading dot; a port narrows it down. */
  #isException(host: string, port: number): boolean {
    return this.#exceptions.some((entry) => {
      if (entry === '*' || entry === host || entry === `[${host}]`) return true;
      const [name = '', only] = entry.split(':');
      if (only !== undefined && Number(only) !== port) return false;
      const parent = name.replace(/^\*?\./, '');
      return host === parent || host.endsWith(`.${parent}`);
    });
  }
}

/** `http://user:password@host:port`; the scheme may be missing. Others than plain HTTP proxies are not used. */
function parse(text: string): HttpProxy | null {
  if (text === '') return null;
  const written = text.includes('://') ? text : `http://${text}`;
  if (!URL.canParse(written)) return null;
  const url = new URL(written);
  if (url.protocol !== 'http:' || url.hostname === '') return null;
  const user = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? 80 : Number(url.port),
    authorization: user === ':' ? null : `Basic ${Buffer.from(user).toString('base64')}`,
  };
}
