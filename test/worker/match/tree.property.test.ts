import fc from 'fast-check';
import { expect, test } from 'vitest';
import { matcher, plan, request } from './plans.js';
import { type ReferenceRequest, type ReferenceRoute, referenceChoice, referenceValues } from './reference.js';

/** Few words, so that templates and paths meet often; some are spelled in several ways. */
const literal = fc.constantFrom(
  'a',
  'b',
  'A',
  'ab',
  'a.b',
  'x(1)',
  'x%281%29',
  'a b',
  'a%20b',
  'v',
  '-',
  'é',
  '.pdf',
  '%2F',
);
const text = fc.constantFrom(
  'a',
  'b',
  'A',
  'ab',
  'a.b',
  'x(1)',
  'x%281%29',
  'a%20b',
  '%61',
  'v1',
  '-',
  '--',
  'a-b',
  'a-b-c',
  'v',
  '%C3%A9',
  'r.pdf',
  '.pdf',
  'a%2Fb',
  'a%2fb',
  '&',
  '',
);

/** A segment with its placeholders still without names. */
const segment = fc.oneof(
  { weight: 4, arbitrary: literal },
  { weight: 3, arbitrary: fc.constant('{}') },
  { weight: 1, arbitrary: fc.constantFrom('v{}', '{}-{}', '{}.pdf', 'a{}b{}', '{}-{}-{}', '{}{}', 'é{}', '{}-b') },
);
const query = fc.constantFrom(
  '',
  '',
  '',
  '?{}',
  '/?{}',
  '?a={}',
  '?a={}&b={}',
  '?a={}&{}',
  '/?x={}-{}&b={}',
  '?flag',
  '?{}&b={}',
  '?a={}x',
);
const template = fc
  .tuple(fc.array(segment, { maxLength: 4 }), fc.constantFrom('', '', '/'), query)
  .map(([segments, slash, tail]) => {
    let placeholder = 0;
    const path = `/${segments.join('/')}${segments.length > 0 && !tail.startsWith('/') ? slash : ''}`;
    const whole = segments.length === 0 ? `/${tail.replace(/^\//, '')}` : path + tail;
    return whole.replace(/\{\}/g, () => `{p${placeholder++}}`);
  });

const route = fc.record({
  template,
  caseSensitive: fc.boolean(),
  methods: fc.constantFrom<readonly string[]>([], [], [], ['GET'], ['POST', 'PUT']),
  host: fc.constantFrom(null, null, null, 'one.test', 'Two.test'),
  headers: fc.constantFrom<ReferenceRoute['headers']>(
    [],
    [],
    [],
    [],
    [],
    [['Tier', 'gold']],
    [['Tier', '{header:t}-{header:u}']],
  ),
});

const parameter = fc.constantFrom('a=1', 'A=1', 'b=2', 'b=', 'a=', 'x=1-2-3', 'flag', '', 'a=/x?y', 'c=3', 'a=x');
const requestQuery = fc.option(
  fc.array(parameter, { maxLength: 4 }).map((parameters) => parameters.join('&')),
  { nil: undefined },
);

/** A path for a template: its placeholders filled in, then perhaps spoilt a little. */
function pathFor(chosen: string): fc.Arbitrary<string> {
  const path = chosen.replace(/\?.*$/, '').replaceAll(' ', '%20').replaceAll('é', '%C3%A9');
  const filled = fc
    .array(
      fc.oneof(
        text,
        fc.tuple(text, text).map(([a, b]) => `${a}/${b}`),
      ),
      { minLength: 12, maxLength: 12 },
    )
    .map((values) => path.replace(/\{[^}]*\}/g, () => values.shift() ?? ''));
  return fc
    .tuple(filled, fc.constantFrom('same', 'same', 'same', 'slash', 'cut', 'upper', 'more'))
    .map(([full, change]) => {
      if (change === 'slash') return `${full}/`;
      if (change === 'cut') return full.replace(/\/[^/]*$/, '') || '/';
      if (change === 'upper') return full.toUpperCase();
      return change === 'more' ? `${full}/b` : full;
    });
}

/** Mostly a query that the template may like. */
function queryFor(chosen: string): fc.Arbitrary<string | undefined> {
  const mark = chosen.indexOf('?');
  if (mark < 0) return requestQuery;
  const filled = fc
    .array(fc.constantFrom('1', '', '2', 'x', 'a/b', '1-2', 'a?b'), { minLength: 4, maxLength: 4 })
    .map((values) => chosen.slice(mark + 1).replace(/\{[^}]*\}/g, () => values.shift() ?? ''));
  return fc.oneof(
    filled,
    fc.tuple(filled, parameter).map((both) => both.join('&')),
    requestQuery,
  );
}

const scene = fc.array(route, { minLength: 1, maxLength: 12 }).chain((routes) =>
  fc.nat(routes.length - 1).chain((aim) =>
    fc.record({
      routes: fc.constant(routes),
      request: fc.record<ReferenceRequest>({
        method: fc.constantFrom('GET', 'GET', 'post', 'PUT'),
        path: pathFor(routes[aim]?.template ?? '/'),
        query: queryFor(routes[aim]?.template ?? '/'),
        host: fc.constantFrom('localhost:5000', 'ONE.test', 'two.test:80'),
        headers: fc.constantFrom<ReferenceRequest['headers']>(
          {},
          { tier: 'gold' },
          { tier: 'GOLD' },
          { tier: 'a-b-c' },
          { tier: '-' },
        ),
      }),
    }),
  ),
);

const RUNS = 3000;

test('the tree chooses the route that regular expressions in order choose, and captures their values', () => {
  let hits = 0;
  fc.assert(
    fc.property(scene, ({ routes, request: sent }) => {
      const plans = routes.map((each, index) =>
        plan(
          each.template,
          '/',
          {
            caseSensitive: each.caseSensitive,
            methods: each.methods,
            host: each.host,
            headerTemplates: each.headers.map(([name, header]) => [name.toLowerCase(), header] as const),
            priority: 1,
          },
          index,
        ),
      );
      const url = sent.path + (sent.query === undefined ? '' : `?${sent.query}`);
      const match = matcher(...plans).match(
        request(url, { method: sent.method, host: sent.host, headers: sent.headers }),
      );
      const expected = referenceChoice(routes, sent);
      expect(match === null ? -1 : plans.indexOf(match.route)).toBe(expected);

      const chosen = routes[expected];
      if (match === null || chosen === undefined) return;
      hits++;
      const values = referenceValues(chosen, sent) ?? [];
      expect(match.values.slice(0, values.length).map(decoded)).toEqual(values.map(decoded));
    }),
    { numRuns: RUNS },
  );
  expect(hits).toBeGreaterThan(RUNS / 6);
});

/** Values keep the client's spelling, the reference has the normal form. */
function decoded(value: string): string {
  return value.replace(/(?:%[0-9a-f]{2})+/gi, (escaped) => decodeURIComponent(escaped));
}
