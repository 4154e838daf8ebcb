import { afterEach, describe, expect, it } from 'vitest';
import { routePlan } from '../../support/plans.js';
import { raw } from '../../support/raw.js';
import { certificateAuthority, type Handler, startSecureService } from '../../support/secure-service.js';
import { startServer } from '../../support/server.js';
import { talk } from '../../support/talk.js';

const pair = certificateAuthority().issue('localhost');
const closers: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

// What proxying.test.ts shows in full for plain HTTP/1.1.
describe.each([
  ['https', '1.1', 'orLower'],
  ['h2', '2.0', 'exact'],
  ['both', '2.0', 'orLower'],
  ['https', '2.0', 'orLower'],
] as const)('a service that speaks %s, asked for %s %s', (speaks, version, policy) => {
  async function behind(handler: Handler, maxConnections = 4) {
    const service = await startSecureService(speaks, pair, handler);
    closers.push(() => service.close());
    const { downstream } = routePlan({ scheme: 'https' });
    const plan = { downstream: { ...downstream, version: { version, policy } } };
    const server = await startServer([
      { destinations: [service.port], acceptAnyCertificate: true, maxConnections, plan },
    ]);
    closers.push(() => server.drain(100));
    return { service, server };
  }

  it('gets a body of some megabytes whole, and gives it back', async () => {
    const { server } = await behind((request, response) => void request.pipe(response));
    const body = Buffer.alloc(3_000_001);
    for (let i = 0; i + 4 <= body.length; i += 4) body.writeUInt32LE(i, i);
    for (const sent of [body, new Blob([body]).stream()]) {
      const answer = await fetch(server.url, { method: 'POST', body: sent, duplex: 'half' } as RequestInit);
      expect(Buffer.from(await answer.arrayBuffer()).equals(body)).toBe(true);
    }
  });

  it('streams both ways while it comes', async () => {
    const { server } = await behind((request, response) => {
      response.writeHead(200);
      request.on('data', (chunk) => response.write(`<${chunk}>`));
      request.on('end', () => response.end('end'));
    });
    expect(await talk(`${server.url}/x`)).toEqual(['<one>', '<two>', 'end']);
  });

  it('may answer before it has the body', async () => {
    const { server } = await behind((_request, response) => {
      response.writeHead(401, { 'content-length': 2 });
      response.end('no');
    });
    const answer = await fetch(server.url, { method: 'POST', body: Buffer.alloc(4 * 1024 * 1024) });
    expect([answer.status, await answer.text()]).toEqual([401, 'no']);
  });

  it('serves many at once over few connections, and those who wait in order', async () => {
    const { server, service } = await behind((_request, response) => void setTimeout(() => response.end('ok'), 20), 2);
    const answers = await Promise.all(Array.from({ length: 20 }, async () => (await fetch(server.url)).text()));
    expect(answers).toEqual(Array(20).fill('ok'));
    // One more: where the protocol is asked for, HTTP/1.1 begins with a connection of its own after the question.
    expect(service.connections()).toBeLessThanOrEqual(3);
  });

  it('sees it when the client leaves', async () => {
    let left = 0;
    const { server } = await behind((_request, response) => {
      response.on('close', () => left++);
    });
    await raw(server.port, 'GET / HTTP/1.1\r\nHost: a\r\n\r\n', 200);
    await raw(server.port, 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf', 200);
    await expect.poll(() => left).toBe(2);
  });

  it('is asked anew by a client that left while the question was open', async () => {
    const { server } = await behind((_request, response) => void response.end('ok'));
    await raw(server.port, 'GET / HTTP/1.1\r\nHost: a\r\n\r\n', 1);
    expect(await (await fetch(server.url)).text()).toBe('ok');
  });
});
