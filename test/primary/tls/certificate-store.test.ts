import { mkdtemp, readFile, rm, stat, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CertificateStore } from '../../../src/primary/tls/certificate-store.js';
import type { ListenerConfig } from '../../../src/primary/tls/listener-config.js';
import type { ListenerPlan, TlsPlan } from '../../../src/shared/control.js';
import { makePair, replacePair, type TestPair } from '../../support/certificates.js';

const day = 24 * 60 * 60 * 1000;
let folder: string;
let site: TestPair;
let now: number;
let store: CertificateStore;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'margay-test-'));
  site = makePair(folder, 'site.example');
  now = Date.now();
  store = new CertificateStore(() => now);
});
afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

const written = ({ certificateFile, keyFile }: TestPair) => ({ CertificateFile: certificateFile, KeyFile: keyFile });
const listener = (pair: TestPair, names: Readonly<Record<string, TestPair>> = {}): ListenerConfig => ({
  Host: '0.0.0.0',
  Port: 5443,
  Tls: {
    ...written(pair),
    ServerNames: Object.entries(names).map(([Name, each]) => ({ Name, ...written(each) })),
  },
});

async function prepared(...listeners: readonly ListenerConfig[]): Promise<readonly ListenerPlan[]> {
  const { listeners: plans, problems } = await store.prepare(listeners);
  expect(problems).toEqual([]);
  return plans!;
}

function tlsOf(plans: readonly ListenerPlan[] | null): TlsPlan {
  return plans![0]!.tls!;
}

describe('CertificateStore.prepare', () => {
  it('makes plans of plain listeners without a certificate', async () => {
    expect(await prepared({ Host: '0.0.0.0', Port: 5000 }, { Host: '[::1]', Port: 5001 })).toEqual([
      { host: '0.0.0.0', port: 5000, tls: null },
      { host: '::1', port: 5001, tls: null },
    ]);
  });

  it('points the plans to copies', async () => {
    const api = makePair(folder, 'api', { names: ['*.api.example'] });
    const tls = tlsOf(await prepared(listener(site, { '*.API.example': api })));
    expect(await readFile(tls.certificateFile)).toEqual(await readFile(site.certificateFile));
    expect(await readFile(tls.keyFile)).toEqual(await readFile(site.keyFile));
    expect(tls.certificateFile).not.toBe(site.certificateFile);
    expect(tls.serverNames.map(({ name }) => name)).toEqual(['*.api.example']);
    expect(await readFile(tls.serverNames[0]!.keyFile)).toEqual(await readFile(api.keyFile));
  });

  it('reads file names relative to the working directory', async () => {
    const files = { certificateFile: relative('.', site.certificateFile), keyFile: relative('.', site.keyFile) };
    await prepared(listener(files));
  });

  it('reports every pair that cannot be used, with its place, and has no plans then', async () => {
    const missing = { ...site, keyFile: join(folder, 'missing.key') };
    const mixed = { ...makePair(folder, 'other.example'), keyFile: site.keyFile };
    const { listeners, problems } = await store.prepare([listener(missing, { 'other.example': mixed })]);
    expect(listeners).toBeNull();
    expect(problems.map(({ severity, path }) => [severity, path])).toEqual([
      ['error', 'Gateway.Listeners[0].Tls.KeyFile'],
      ['error', 'Gateway.Listeners[0].Tls.ServerNames[0].KeyFile'],
    ]);
    expect(problems[0]!.message).toContain(missing.keyFile);
  });

  it('reports impossible server names', async () => {
    const { listeners, problems } = await store.prepare([listener(site, { '192.0.2.1': site })]);
    expect(listeners).toBeNull();
    expect(problems[0]).toMatchObject({ severity: 'error', path: 'Gateway.Listeners[0].Tls.ServerNames[0].Name' });
  });

  it('warns of a certificate that expires soon and of a name that it does not cover', async () => {
    now += 80 * day;
    const { listeners, problems } = await store.prepare([listener(site, { 'other.example': site })]);
    expect(listeners).toHaveLength(1);
    expect(problems.map(({ severity, path }) => `${severity} ${path}`)).toEqual([
      'warning Gateway.Listeners[0].Tls.CertificateFile',
      'warning Gateway.Listeners[0].Tls.ServerNames[0].CertificateFile',
      'warning Gateway.Listeners[0].Tls.ServerNames[0].CertificateFile',
    ]);
  });

  it('keeps the pair in use when a configuration comes at a time at which its files are bad', async () => {
    const before = tlsOf(await prepared(listener(site)));
    await unlink(site.keyFile);
    const { listeners, problems } = await store.prepare([listener(site)]);
    expect(tlsOf(listeners)).toEqual(before);
    expect(problems).toMatchObject([{ severity: 'warning', message: expect.stringContaining('stay in use') }]);
  });
});

describe('CertificateStore.refresh', () => {
  it('has nothing to do while the content stays the same', async () => {
    await prepared(listener(site));
    await writeFile(site.keyFile, await readFile(site.keyFile));
    expect(await store.refresh()).toEqual({ listeners: null, warnings: [], refused: [] });
  });

  it('adopts a renewed pair, and leaves the copies of before for a worker that is reading them', async () => {
    const before = tlsOf(await prepared(listener(site)));
    await replacePair(site, makePair(folder, 'renewed.example'));
    const renewal = await store.refresh();
    const after = tlsOf(renewal.listeners);
    expect(await readFile(after.keyFile)).toEqual(await readFile(site.keyFile));
    expect(after.keyFile).not.toBe(before.keyFile);
    await stat(before.keyFile);

    await replacePair(site, makePair(folder, 'renewed.example'));
    await store.refresh();
    await expect(stat(before.keyFile)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('keeps the old pair while the new one is bad, and serves the others', async () => {
    const api = makePair(folder, 'api.example');
    const before = tlsOf(await prepared(listener(site, { 'api.example': api })));
    await writeFile(site.certificateFile, 'not a certificate');
    await replacePair(api, makePair(folder, 'renewed', { names: ['api.example'] }));
    const { listeners, refused } = await store.refresh();
    const after = tlsOf(listeners);
    expect(after.certificateFile).toBe(before.certificateFile);
    expect(after.serverNames[0]!.keyFile).not.toBe(before.serverNames[0]!.keyFile);
    expect(refused).toMatchObject([{ severity: 'warning', path: 'Gateway.Listeners[0].Tls.CertificateFile' }]);
  });

  it('warns of a renewed pair, and of others when asked to', async () => {
    await prepared(listener(site));
    now += 80 * day;
    expect((await store.refresh()).warnings).toEqual([]);
    expect((await store.refresh(true)).warnings).toMatchObject([{ message: expect.stringContaining('expires on') }]);
    await replacePair(site, makePair(folder, 'renewed.example', { days: 81 }));
    expect((await store.refresh()).warnings).toMatchObject([{ message: expect.stringContaining('expires on') }]);
  });

  it('makes new copies when somebody has tidied them away', async () => {
    const before = tlsOf(await prepared(listener(site)));
    await rm(dirname(before.keyFile), { recursive: true });
    const after = tlsOf((await store.refresh()).listeners);
    expect(await readFile(after.keyFile)).toEqual(await readFile(site.keyFile));
  });
});

it('removes the copies when the store is closed', async () => {
  const { keyFile } = tlsOf(await prepared(listener(site)));
  await store.close();
  await expect(stat(dirname(keyFile))).rejects.toMatchObject({ code: 'ENOENT' });
});
