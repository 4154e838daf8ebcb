import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningGateway, startGateway } from '../support/gateway.js';
import {
  certificateAuthority,
  type Issued,
  type SecureService,
  startSecureService,
} from '../support/secure-service.js';
import { until } from '../support/until.js';

const authority = certificateAuthority();
const services: SecureService[] = [];
let gateway: RunningGateway;

const route = (path: string, port: number, host: string, more: object = {}): object => ({
  UpstreamPathTemplate: path,
  DownstreamPathTemplate: '/',
  DownstreamScheme: 'https',
  DownstreamHostAndPorts: [{ Host: host, Port: port }],
  ...more,
});

beforeAll(async () => {
  const start = async (pair: Issued, options = {}): Promise<number> => {
    const service = await startSecureService(
      'both',
      pair,
      (request, response) => response.end(request.httpVersion),
      options,
    );
    services.push(service);
    return service.port;
  };
  const localhost = authority.issue('localhost');
  const client = authority.issue('client.test');
  const good = await start(localhost);
  const other = await start(authority.issue('other.test'));
  const expired = await start(authority.issue('127.0.0.1', -1));
  const untrusted = await start(certificateAuthority().issue('localhost'));
  const asking = await start(localhost, { requestCert: true, rejectUnauthorized: true, ca: authority.ca.cert });
  const version = { DownstreamHttpVersion: '2,0' };
  const shown = { ClientCertificate: { CertificateFile: client.certificateFile, KeyFile: client.keyFile } };
  gateway = await startGateway({
    env: { NODE_EXTRA_CA_CERTS: authority.ca.certificateFile },
    config: {
      Routes: [
        route('/name', good, 'localhost'),
        route('/address', good, '127.0.0.1'),
        route('/h2', good, 'localhost', version),
        route('/other', other, 'localhost'),
        route('/other-h2', other, 'localhost', version),
        route('/expired', expired, 'localhost'),
        route('/untrusted', untrusted, 'localhost'),
        route('/any', untrusted, 'localhost', { DangerousAcceptAnyServerCertificateValidator: true }),
        route('/asked', asking, 'localhost'),
        route('/shown', asking, 'localhost', shown),
        route('/shown-h2', asking, 'localhost', { ...shown, ...version }),
      ],
    },
  });
});

afterAll(async () => {
  await gateway.stop();
  for (const service of services) await service.close();
});

test.each([
  ['/name', '1.1'],
  ['/address', '1.1'],
  ['/h2', '2.0'],
  ['/any', '1.1'],
  ['/shown', '1.1'],
  ['/shown-h2', '2.0'],
])('%s is trusted', async (path, version) => {
  for (let i = 0; i < 3; i++) expect(await (await fetch(gateway.url + path)).text()).toBe(version);
});

test.each([
  ['/other', /certificate of the service is not accepted: Hostname\/IP does not match/],
  ['/other-h2', /certificate of the service is not accepted: Hostname\/IP does not match/],
  ['/expired', /certificate of the service is not accepted: certificate has expired/],
  ['/untrusted', /certificate of the service is not accepted: unable to verify the first certificate|self-signed/],
  ['/asked', /alert|ECONNRESET|EPIPE|closed the connection/],
])('%s is 502, and the log says why', async (path, reason) => {
  expect((await fetch(gateway.url + path)).status).toBe(502);
  const line = await until('a log line', () => gateway.lines().find((entry) => entry['url.path'] === path));
  expect(line.detail).toMatch(reason);
});

test('what is risky is said once for each route', () => {
  const warnings = gateway.lines().filter(({ msg }) => msg.startsWith('You have ignored all SSL warnings'));
  expect(warnings.map(({ msg, path }) => [msg.slice(-7), path])).toEqual([
    ['-> /any', 'Routes[7].DangerousAcceptAnyServerCertificateValidator'],
  ]);
});
