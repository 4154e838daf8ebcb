import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ConfigurationFile } from '../../../src/primary/config/configuration-file.js';

let folder: string;
let file: string;
/** What ran, in turn. */
let runs: string[];
/** Host names that cannot run. */
let refused: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'margay-file-'));
  file = join(folder, 'ocelot.json');
  runs = [];
  refused = [];
  writeFileSync(file, configuration('old'), { mode: 0o640 });
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const configuration = (Host: string) => JSON.stringify({ Routes: [], Gateway: { HostId: Host } });

function open(paths = [file]): ConfigurationFile {
  return new ConfigurationFile({
    request: { paths, environment: 'Test', overrides: {}, env: {} },
    change: async (change) => void (await change()),
    reload: async ({ config }) => {
      const id = config?.Gateway.HostId ?? '';
      runs.push(id);
      return refused.includes(id) ? 'the port is in use' : null;
    },
  });
}

it('a configuration is written, and the one of before is kept beside it', async () => {
  expect(await open().apply('1', configuration('new'))).toBeNull();
  expect(readFileSync(file, 'utf8')).toBe(configuration('new'));
  expect(runs).toEqual(['new']);
  expect(readdirSync(folder).sort()).toEqual(['ocelot.json', 'ocelot.json.before-1']);
});

it('one with errors is refused with its problems, and nothing is written', async () => {
  const wrong = '{ "Gateway": { "Wrokers": 2 } }';
  const reason = await open().apply('1', wrong);
  expect(reason).toContain('Wrokers');
  expect(reason).toContain(file);
  expect(reason).not.toContain('.new-');
  expect(runs).toEqual([]);
  expect(readdirSync(folder)).toEqual(['ocelot.json']);
  const [problem] = await open().check(wrong);
  expect(problem).toMatchObject({ severity: 'error', location: expect.stringMatching(/ocelot\.json:1:\d+$/) });
  expect(readdirSync(folder)).toEqual(['ocelot.json']);
});

it('one that cannot run is taken back', async () => {
  refused = ['new'];
  expect(await open().apply('1', configuration('new'))).toBe('the port is in use');
  expect(readFileSync(file, 'utf8')).toBe(configuration('old'));
  expect(runs).toEqual(['new', 'old']);
  expect(readdirSync(folder)).toEqual(['ocelot.json']);
});

it('a rollout is taken back once, and only its own', async () => {
  const opened = open();
  await opened.apply('1', configuration('new'));
  await opened.revert('2');
  expect(readFileSync(file, 'utf8')).toBe(configuration('new'));
  await opened.revert('1');
  await opened.revert('1');
  expect(readFileSync(file, 'utf8')).toBe(configuration('old'));
  expect(runs).toEqual(['new', 'old']);
});

it('applied twice, it goes back to what ran before the first time', async () => {
  const opened = open();
  await opened.apply('1', configuration('new'));
  await opened.apply('1', configuration('new'));
  await opened.revert('1');
  expect(readFileSync(file, 'utf8')).toBe(configuration('old'));
});

it('only the last configuration is kept', async () => {
  const opened = open();
  await opened.apply('1', configuration('new'));
  await opened.apply('2', configuration('newer'));
  expect(readdirSync(folder).sort()).toEqual(['ocelot.json', 'ocelot.json.before-2']);
  await opened.revert('1');
  expect(readFileSync(file, 'utf8')).toBe(configuration('newer'));
});

it('the file behind a link is written, and the link stays', async () => {
  const link = join(folder, 'link.json');
  symlinkSync(file, link);
  expect(await open([link]).apply('1', configuration('new'))).toBeNull();
  expect(readFileSync(file, 'utf8')).toBe(configuration('new'));
  expect(readdirSync(folder)).toContain('link.json');
});

it('a host with a folder, with several paths or without its file refuses, and says why', async () => {
  expect(await open([folder]).apply('1', configuration('new'))).toMatch(/one file .* is a folder$/);
  expect(await open([file, file]).apply('1', configuration('new'))).toMatch(/2 paths are laid over each other$/);
  await expect(open([folder]).check('{}')).rejects.toThrow('is a folder');
  rmSync(file);
  expect(await open().apply('1', configuration('new'))).toMatch(/cannot be written: ENOENT/);
  expect(runs).toEqual([]);
});
