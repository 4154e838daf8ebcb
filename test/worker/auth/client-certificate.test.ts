import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ClientCertificateAuthenticationPlan } from '../../../src/shared/policies/schemes/client-certificate.js';
import { ClientCertificate } from '../../../src/worker/auth/client-certificate.js';
import type { Principal } from '../../../src/worker/auth/principal.js';
import { type ClientCertificates, fieldOf, makeClientCertificates } from '../../support/client-certificates.js';
import { requestWith } from '../../support/request.js';

let folder: string;
let made: ClientCertificates;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'margay-client-'));
  made = makeClientCertificates(folder);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function userOf(
  fields: Readonly<Record<string, string>>,
  plan: Partial<ClientCertificateAuthenticationPlan> = {},
  now = Date.now(),
): Principal | null {
  const whole: ClientCertificateAuthenticationPlan = {
    kind: 'ClientCertificate',
    name: 'Mtls',
    thumbprints: null,
    roots: null,
    ...plan,
  };
  return new ClientCertificate(whole, () => now).authenticate(requestWith(fields));
}

it('tells the user from the certificate', () => {
  const user = userOf({ 'client-cert': fieldOf(made.client) });
  expect(user).toMatchObject({ scheme: 'Mtls', name: 'CN=ann,O=Shop\\, Ltd' });
  expect(Object.fromEntries(user!.claims.entries())).toEqual({
    sub: ['CN=ann,O=Shop\\, Ltd'],
    subject: ['CN=ann,O=Shop\\, Ltd'],
    issuer: ['CN=root,O=Shop'],
    thumbprint: [made.client.fingerprint256.replaceAll(':', '').toLowerCase()],
    serial: [made.client.serialNumber.toLowerCase()],
    dns: ['a.test', 'b.test'],
    uri: ['spiffe://shop/ann'],
    email: ['ann@shop.test'],
    ip: ['10.0.0.1'],
  });
});

describe('nobody comes of', () => {
  it.each<[string, () => string]>([
    ['an empty field', () => ''],
    ['a field without colons', () => made.client.raw.toString('base64')],
    ['two certificates', () => fieldOf(made.client, made.client)],
    ['PEM', () => `:${Buffer.from(made.client.toString()).toString('base64')}:`],
    ['half a certificate', () => `:${made.client.raw.subarray(0, 100).toString('base64')}:`],
    ['a certificate for servers', () => fieldOf(made.server)],
  ])('%s', (_name, field) => {
    expect(userOf({ 'client-cert': field() })).toBeNull();
  });

  it('a certificate before and after its time', () => {
    const day = 86_400_000;
    expect(userOf({ 'client-cert': fieldOf(made.client) }, {}, Date.now() - day)).toBeNull();
    expect(userOf({ 'client-cert': fieldOf(made.client) }, {}, Date.now() + 31 * day)).toBeNull();
  });
});

it('goes by the thumbprints when there are any', () => {
  const thumbprints = [made.client.fingerprint256.replaceAll(':', '').toLowerCase()];
  expect(userOf({ 'client-cert': fieldOf(made.client) }, { thumbprints })).not.toBeNull();
  expect(userOf({ 'client-cert': fieldOf(made.far) }, { thumbprints })).toBeNull();
});

describe('with roots', () => {
  const roots = (): Partial<ClientCertificateAuthenticationPlan> => ({ roots: [made.root] });

  it('a certificate of a root is good, and one of another authority of its name is not', () => {
    expect(userOf({ 'client-cert': fieldOf(made.client) }, roots())).not.toBeNull();
    expect(userOf({ 'client-cert': fieldOf(made.client) }, { roots: [made.otherRoot] })).toBeNull();
  });

  it('the chain leads to the root over its intermediates', () => {
    const field = fieldOf(made.far);
    expect(userOf({ 'client-cert': field }, roots())).toBeNull();
    expect(userOf({ 'client-cert': field, 'client-cert-chain': fieldOf(made.intermediate) }, roots())).not.toBeNull();
    expect(userOf({ 'client-cert': field, 'client-cert-chain': fieldOf(made.client) }, roots())).toBeNull();
  });

  it('a certificate that may not issue others is no link of a chain', () => {
    const fields = { 'client-cert': fieldOf(made.forged), 'client-cert-chain': fieldOf(made.client) };
    expect(userOf(fields, roots())).toBeNull();
  });
});

it('forgets what it found of a certificate after its time', () => {
  let now = Date.now();
  const plan = { kind: 'ClientCertificate', name: 'Mtls', thumbprints: null, roots: null } as const;
  const scheme = new ClientCertificate(plan, () => now);
  const request = requestWith({ 'client-cert': fieldOf(made.client) });
  const user = scheme.authenticate(request);
  expect(scheme.authenticate(request)).toBe(user);
  now = Date.parse(made.client.validTo);
  expect(scheme.authenticate(request)).toBeNull();
});
