/**
 * What the matcher must agree with: regular expressions made of a template as Ocelot makes them, with the corrections that
 * are meant (literals escaped, only a lone last placeholder optional, path placeholders do not run into the query, a
 * parameter's value ends at `&`). Slow, and free to try back. Shares no code with the gateway.
 */
export interface ReferenceRoute {
  readonly template: string;
  readonly caseSensitive: boolean;
  readonly methods: readonly string[];
  readonly host: string | null;
  readonly headers: readonly (readonly [name: string, template: string])[];
}

export interface ReferenceRequest {
  readonly method: string;
  readonly path: string;
  readonly query: string | undefined;
  readonly host: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Index of the chosen route; `routes` in the order of choice. -1 is none. */
export function referenceChoice(routes: readonly ReferenceRoute[], request: ReferenceRequest): number {
  const matching = routes.flatMap((route, index) => (referenceMatches(route, request) ? [index] : []));
  return matching.find((index) => routes[index]?.host !== null) ?? matching[0] ?? -1;
}

/** Values of path and query placeholders, in order, in normal form; `null`: the template does not match. */
export function referenceValues(route: ReferenceRoute, request: ReferenceRequest): string[] | null {
  const url = urlOf(request);
  const flags = route.caseSensitive ? 's' : 'is';
  const read = (what: Reading) => new RegExp(expression(route.template, what), flags).exec(url);
  const found = read('values') ?? read('values, slashes in the last segment') ?? read('match');
  if (found === null || !referencePath(route, request)) return null;
  return found.slice(1).map((value) => value ?? '');
}

function referenceMatches(route: ReferenceRoute, request: ReferenceRequest): boolean {
  if (route.methods.length > 0 && !route.methods.includes(request.method.toUpperCase())) return false;
  const host = request.host.replace(/:\d+$/, '').toLowerCase();
  if (route.host !== null && route.host.toLowerCase() !== host) return false;
  if (!referencePath(route, request)) return false;
  return route.headers.every(([name, template]) => {
    const value = request.headers[name.toLowerCase()];
    const pattern = template
      .split(/\{header:\w+\}/)
      .map(literally)
      .join('.+');
    return value !== undefined && new RegExp(`^${pattern}$`, route.caseSensitive ? 's' : 'is').test(value);
  });
}

function referencePath(route: ReferenceRoute, request: ReferenceRequest): boolean {
  return new RegExp(expression(route.template, 'match'), route.caseSensitive ? 's' : 'is').test(urlOf(request));
}

function urlOf({ path, query }: ReferenceRequest): string {
  return normal(path) + (query === undefined ? '' : `?${query}`);
}

/**
 * Texts that Ocelot accepts, or the values that it finds in them, which may be empty. Where it finds none in a text that it
 * accepts, values of the last segment may hold slashes, as the texts that it accepts may.
 */
type Reading = 'match' | 'values' | 'values, slashes in the last segment';

function expression(template: string, reading: Reading): string {
  if (/^\/\{[^}]*\}$/.test(template)) return '^/([^?]*)';
  const mark = template.indexOf('?');
  const path = mark < 0 ? template : template.slice(0, mark);
  if (mark < 0) return `^${pathExpression(path, reading)}(?:\\?.*)?$`;
  const query = template.slice(mark + 1);
  const anyQuery = /^\{[^}]*\}$/.test(query);
  const middle = reading === 'match' ? '([^/?]+)' : '([^/?]*)';
  let text = fill(path.replace(/\/$/, ''), middle);
  if (anyQuery && /\/\{[^}]*\}$/.test(path)) text = `${text.slice(0, -middle.length)}([^/?]+|(?=\\?))`;
  return `^${text}/?${anyQuery ? '(?:\\?(.*))?$' : `\\?${queryExpression(query)}`}`;
}

function pathExpression(path: string, reading: Reading): string {
  const slash = path.lastIndexOf('/');
  const middle = reading === 'match' ? '([^/?]+)' : '([^/?]*)';
  const head = fill(path.slice(0, slash), middle);
  const last = path.slice(slash + 1);
  if (last === '') return slash === 0 ? '/' : `${head}/?`;
  if (/^\{[^}]*\}$/.test(last)) return `${head}(?:/([^?]*))?`;
  const count = [...last.matchAll(/\{[^}]*\}/g)].length;
  let seen = 0;
  return `${head}/${fill(last, () => (reading === 'values' && ++seen < count ? '([^/?]*)' : '([^?]*)'))}`;
}

function queryExpression(query: string): string {
  const parameters = query.split('&');
  const last = parameters.pop() ?? '';
  const before = parameters.map((each) => `${fill(each, '([^&]*)', false)}&(?:[^&]*&)*?`);
  if (/^\{[^}]*\}$/.test(last)) {
    const adjacent = before.pop()?.replace('(?:[^&]*&)*?', '') ?? '';
    return `${before.join('')}${adjacent}(.*)$`;
  }
  return `${before.join('')}${fill(last, '([^&]*)', false)}${last.endsWith('}') ? '(?:&.*)?' : ''}$`;
}

/** Literals escaped and, in a path, in normal form. */
function fill(text: string, value: string | (() => string), isPath = true): string {
  return text
    .split(/(\{[^}]*\})/)
    .map((piece, index) => {
      if (index % 2 === 1) return typeof value === 'string' ? value : value();
      return literally(isPath ? normal(piece) : piece);
    })
    .join('');
}

function literally(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

/** As a server does that decodes a path once and then escapes it; `%2F` and `%25` stay. */
function normal(path: string): string {
  return path.replace(/%(?:2f|25)|(?:%(?!2f|25)[0-9a-f]{2})+|[^%]+/gi, (piece) =>
    /^%(?:2f|25)$/i.test(piece)
      ? piece.toUpperCase()
      : encodeURIComponent(decodeURIComponent(piece)).replace(/%(?:24|26|2B|2C|3B|3D|3A|40|2F)/g, (bare) =>
          decodeURIComponent(bare),
        ),
  );
}
