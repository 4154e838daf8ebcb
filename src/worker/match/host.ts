/**
 * Keys under which the routes of a host are found.
 *
 * A key is `name`, `name:port`, `*.name` or `*.name:port`, in lower case. Beyond Ocelot: case does not count, a port may be
 * named, IPv6 literals are compared by their shortest spelling, `*.example.test` is any host below `example.test`.
 */
export function hostKey(configured: string): string {
  const host = configured.trim().toLowerCase();
  const bare = !host.startsWith('[') && host.split(':').length > 2 ? `[${host}]` : host;
  const { name, port } = splitHost(bare);
  return port === '' ? name : `${name}:${port}`;
}

/** Keys that a request may be found under. */
export function hostKeys(header: string, wildcards: boolean): string[] {
  const { name, port } = splitHost(header.toLowerCase());
  const names = [name];
  if (wildcards && !name.startsWith('[')) {
    for (let dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) names.push(`*${name.slice(dot)}`);
  }
  return port === '' ? names : [...names, ...names.map((each) => `${each}:${port}`)];
}

function splitHost(host: string): { readonly name: string; readonly port: string } {
  if (host.startsWith('[')) {
    const end = host.indexOf(']');
    return { name: shortestIpv6(host.slice(0, end + 1)), port: host.slice(end + 2) };
  }
  const colon = host.indexOf(':');
  return colon < 0 ? { name: host, port: '' } : { name: host.slice(0, colon), port: host.slice(colon + 1) };
}

function shortestIpv6(literal: string): string {
  const url = `http://${literal}`;
  return URL.canParse(url) ? new URL(url).hostname : literal;
}
