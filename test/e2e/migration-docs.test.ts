import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'jsonc-parser';
import { expect, test } from 'vitest';
import { convert } from '../../src/primary/config/convert.js';
import { load } from '../primary/config/support.js';

const textOf = (name: string): string =>
  readFileSync(fileURLToPath(new URL(`../../examples/migration/${name}`, import.meta.url)), 'utf8');

test('the migrated file has no problem', async () => {
  expect((await load(textOf('ocelot.json'))).problems).toEqual([]);
});

test('the file of 13.7 lacks the authentication scheme and the RouteKeys, which it could not have', async () => {
  const { problems } = await load(textOf('ocelot-13.7.json'));
  expect(problems.filter(({ severity }) => severity !== 'notice')).toMatchObject([
    { severity: 'error', path: 'Routes[3].AuthenticationOptions.AuthenticationProviderKeys[0]' },
    { severity: 'warning', path: 'GlobalConfiguration.RateLimitOptions' },
  ]);
});

test('converted, and edited as the guide says, it is the migrated file', () => {
  const converted = parse(convert('ocelot-13.7.json', textOf('ocelot-13.7.json')).text!);
  const migrated = parse(textOf('ocelot.json'), [], { allowTrailingComma: true });
  converted.Authentication = migrated.Authentication;
  converted.Routes[0].Key = 'catalog';
  converted.GlobalConfiguration.RateLimitOptions.RouteKeys = ['catalog'];
  expect(converted).toEqual(migrated);
});
