import type { ServerResponse } from 'node:http';
import { Client } from 'undici';
import { onTestFinished } from 'vitest';
import type { RunningGateway } from './gateway.js';
import { answerTo, open } from './http-client.js';
import { type Service, startService } from './service.js';
import { until } from './until.js';

/** How many requests got each status. */
export type Statuses = Record<number, number>;

/** A connection for the test, and so one worker. */
export function connectionTo({ url }: RunningGateway): Client {
  const connection = new Client(url, { keepAliveTimeout: 60_000 });
  onTestFinished(() => connection.destroy());
  return connection;
}

/** One request after the other. */
export async function ask(connection: Client, path: string, client: string, count: number): Promise<Statuses> {
  const statuses: Statuses = {};
  for (let i = 0; i < count; i++) {
    const { statusCode, body } = await connection.request({ method: 'GET', path, headers: { 'Oc-Client': client } });
    await body.dump();
    statuses[statusCode] = (statuses[statusCode] ?? 0) + 1;
  }
  return statuses;
}

/** All at once over connections of their own, so that each worker gets some of many. */
export async function askAll({ port }: RunningGateway, path: string, client: string, count = 60): Promise<Statuses> {
  const statuses: Statuses = {};
  const one = async (): Promise<void> => {
    const request = open(port, 'GET', path, { 'Oc-Client': client });
    request.end();
    const answer = await answerTo(request);
    answer.resume();
    statuses[answer.statusCode!] = (statuses[answer.statusCode!] ?? 0) + 1;
  };
  await Promise.all(Array.from({ length: count }, one));
  return statuses;
}

/** Calls of `/hold` stay in flight until they are released. */
export interface HoldingService extends Service {
  readonly held: readonly ServerResponse[];
  /** Calls one after the other over connections of their own, until each is refused or held. Those that are held count as 200. */
  hold(gateway: RunningGateway, client: string, count: number): Promise<Statuses>;
  release(): void;
}

export async function startHoldingService(): Promise<HoldingService> {
  const held: ServerResponse[] = [];
  const service = await startService((request, response) => {
    if (request.url === '/hold') held.push(response);
    else response.end('ok');
  });
  const one = async ({ port }: RunningGateway, client: string): Promise<number> => {
    const before = held.length;
    const request = open(port, 'GET', '/hold', { 'Oc-Client': client });
    let status: number | null = null;
    // The worker may be killed in the middle of it.
    answerTo(request).then(
      (answer) => {
        status = answer.statusCode!;
        answer.resume().on('error', () => {});
      },
      () => {},
    );
    request.end();
    return until('the call is refused or held', () => status ?? (held.length > before ? 200 : null));
  };
  return {
    ...service,
    held,
    hold: async (gateway, client, count) => {
      const statuses: Statuses = {};
      for (let i = 0; i < count; i++) {
        const status = await one(gateway, client);
        statuses[status] = (statuses[status] ?? 0) + 1;
      }
      return statuses;
    },
    release: () => {
      for (const response of held.splice(0)) response.end('ok');
    },
  };
}
