import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { LoadResult } from '../../../src/primary/config/contract.js';
import { loadConfiguration } from '../../../src/primary/config/load.js';
import { ConfigurationWatch } from '../../../src/primary/config/watch.js';
import { until } from '../../support/until.js';

let folder: string;
let file: string;
let watch: ConfigurationWatch | null = null;
let told: LoadResult[] = [];
let loads = 0;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'margay-watch-'));
  file = join(folder, 'ocelot.json');
  told = [];
  loads = 0;
});

afterEach(() => {
  watch?.stop();
  rmSync(folder, { recursive: true });
});

const text = (path: string): string =>
  JSON.stringify({
    Routes: [
      {
        UpstreamPathTemplate: path,
        DownstreamPathTemplate: '/',
        DownstreamScheme: 'http',
        DownstreamHostAndPorts: [{ Host: 'a.test', Port: 80 }],
      },
    ],
  });

const fail = (error: unknown) => {
  throw error;
};

const load = (paths: readonly string[]) => {
  loads++;
  return loadConfiguration({ paths, environment: 'Development', overrides: {}, env: {} });
};

/** Watches a configuration that was loaded just now. */
async function start(paths: readonly string[] = [file]): Promise<void> {
  const running = await load(paths);
  const changed = async (result: LoadResult) => void told.push(result);
  watch = new ConfigurationWatch({ running, load: () => load(paths), changed, failed: fail });
  await until('the watch has settled', () => loads === 2);
}

const newest = (): string | undefined => told.at(-1)?.config?.Routes[0]?.UpstreamPathTemplate ?? undefined;

it('tells of a file that was written in place', async () => {
  writeFileSync(file, text('/one'));
  await start();
  writeFileSync(file, text('/two'));
  await until('it is told', () => newest() === '/two');
});

it('tells of a file that another one was renamed over', async () => {
  writeFileSync(file, text('/one'));
  await start();
  writeFileSync(`${file}.new`, text('/two'));
  renameSync(`${file}.new`, file);
  await until('it is told', () => newest() === '/two');
});

it('tells of a link that was swapped, in the way of mounted ConfigMaps too', async () => {
  for (const [name, path] of Object.entries({ v1: '/one', v2: '/two' })) {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, 'ocelot.json'), text(path));
  }
  symlinkSync('v1', join(folder, 'data'));
  symlinkSync('data/ocelot.json', file);
  await start();
  symlinkSync('v2', join(folder, 'data.new'));
  renameSync(join(folder, 'data.new'), join(folder, 'data'));
  await until('it is told', () => newest() === '/two');
});

it('tells of a change of equal length within the same moment', async () => {
  writeFileSync(file, text('/one'));
  await start();
  writeFileSync(file, text('/two'));
  writeFileSync(file, text('/six'));
  await until('it is told', () => newest() === '/six');
});

it('tells of a file that was added to a folder', async () => {
  writeFileSync(join(folder, 'ocelot.a.json'), text('/one'));
  await start([folder]);
  writeFileSync(join(folder, 'ocelot.b.json'), text('/two'));
  await until('it is told', () => told.at(-1)?.config?.Routes.length === 2);
});

it('says nothing when the content is the same', async () => {
  writeFileSync(file, text('/one'));
  await start();
  writeFileSync(file, readFileSync(file));
  await until('it was looked at', () => loads > 2);
  await sleep(300);
  expect(told).toEqual([]);
});

it('waits for the rest of a half-written file', async () => {
  writeFileSync(file, text('/one'));
  await start();
  const whole = text('/two');
  writeFileSync(file, whole.slice(0, 20));
  await sleep(250);
  writeFileSync(file, whole);
  await until('it is told', () => newest() === '/two');
  expect(told).toHaveLength(1);
});

it('tells once of a file that stays broken, and again when it is mended', async () => {
  writeFileSync(file, text('/one'));
  await start();
  writeFileSync(file, '{ "Routes": [');
  await until('it is told', () => told.length === 1);
  expect(told[0]?.config).toBeNull();
  expect(told[0]?.problems).not.toEqual([]);
  await sleep(800);
  expect(told).toHaveLength(1);
  writeFileSync(file, text('/one'));
  await until('it is mended', () => newest() === '/one');
});

it('tells of a file that is gone and of one that is back', async () => {
  writeFileSync(file, text('/one'));
  await start();
  unlinkSync(file);
  await until('it is told', () => told.length === 1 && told[0]?.config === null);
  writeFileSync(file, text('/two'));
  await until('it is back', () => newest() === '/two');
});

it('does not begin before the last change was taken over', async () => {
  writeFileSync(file, text('/one'));
  const running = await load([file]);
  let atOnce = 0;
  let most = 0;
  let count = 0;
  watch = new ConfigurationWatch({
    running,
    load: () => load([file]),
    changed: async () => {
      most = Math.max(most, ++atOnce);
      await sleep(400);
      atOnce--;
      count++;
    },
    failed: fail,
  });
  for (let i = 0; count < 2; i++) {
    writeFileSync(file, text(`/n${i}`));
    await sleep(30);
  }
  expect(most).toBe(1);
});

it('goes on looking when a change could not be taken over', async () => {
  writeFileSync(file, text('/one'));
  const running = await load([file]);
  const failures: unknown[] = [];
  watch = new ConfigurationWatch({
    running,
    load: () => load([file]),
    changed: async (result) => {
      if (result.config?.Routes[0]?.UpstreamPathTemplate === '/bad') throw new Error('a bug');
      told.push(result);
    },
    failed: (error) => failures.push(error),
  });
  writeFileSync(file, text('/bad'));
  await until('it has failed', () => failures.length > 0);
  await sleep(500);
  expect(failures).toEqual([new Error('a bug')]);
  writeFileSync(file, text('/two'));
  await until('it is told', () => newest() === '/two');
});

it('says nothing of what it was told to let happen, and goes on from there', async () => {
  writeFileSync(file, text('/one'));
  await start();
  await watch!.change(async () => {
    writeFileSync(file, text('/two'));
    await sleep(300);
    return load([file]);
  });
  await sleep(500);
  expect(told).toEqual([]);
  writeFileSync(file, text('/three'));
  await until('it is told', () => newest() === '/three');
  await expect(watch!.change(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  writeFileSync(file, text('/four'));
  await until('it still looks', () => newest() === '/four');
});
