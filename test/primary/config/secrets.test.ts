import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folderOf, lines, load } from './support.js';

const env = { SECRET: 's3', HOST: 'redis.test', EMPTY: '' };

test.each([
  ['${SECRET}', 's3'],
  ['a-${SECRET}-${HOST}', 'a-s3-redis.test'],
  ['x${EMPTY}', 'x'],
  ['$SECRET', '$SECRET'],
])('%s is %s', async (Secret, expected) => {
  const { config, problems } = await load({ Gateway: { Admin: { Secret } } }, { env });
  expect(problems).toEqual([]);
  expect(config!.Gateway.Admin.Secret).toBe(expected);
});

test('what a variable holds is not expanded again', async () => {
  const { config } = await load({ Gateway: { Admin: { Secret: '${A}' } } }, { env: { A: '${B}', B: 'x' } });
  expect(config!.Gateway.Admin.Secret).toBe('${B}');
});

test('a number may come from a variable', async () => {
  const { config } = await load({ Gateway: { Listeners: [{ Port: '${P}' }] } }, { env: { P: '8080' } });
  expect(config!.Gateway.Listeners[0]!.Port).toBe(8080);
});

test('a file loses its last line break', async () => {
  const file = join(folderOf({ token: 'line 1\nline 2\r\n' }), 'token');
  const { config, files } = await load({ Gateway: { Admin: { Secret: `\${file:${file}}` } } });
  expect(config!.Gateway.Admin.Secret).toBe('line 1\nline 2');
  expect(files).toContain(file);
});

test('an unknown variable is an error that names it', async () => {
  const { config, problems } = await load({ Gateway: { Admin: { Secret: '${NOPE}' } } }, { env });
  expect(config).toBeNull();
  expect(lines(problems)).toEqual(['error Gateway.Admin.Secret the environment variable NOPE is not set']);
});

test('an unreadable file is an error that names it, and is watched', async () => {
  const { problems, files } = await load({ Gateway: { Admin: { Secret: '${file:/nowhere/token}' } } });
  expect(lines(problems)).toEqual(['error Gateway.Admin.Secret the file /nowhere/token cannot be read: ENOENT']);
  expect(files).toContain('/nowhere/token');
});

test('other sections are left alone', async () => {
  const { config } = await load({ GlobalConfiguration: { BaseUrl: '${SECRET}' } }, { env });
  expect(config!.GlobalConfiguration.BaseUrl).toBe('${SECRET}');
});
