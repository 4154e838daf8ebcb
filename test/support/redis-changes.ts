import { expect } from 'vitest';
import type { RunningGateway } from './gateway.js';
import { until } from './until.js';

const changes = ['Redis is away', 'Redis is full', 'Redis is available'];

/** What each process has said of Redis since line `from`, by pid. */
export function saidBy(gateway: RunningGateway, from: number): Map<number, string[]> {
  const said = new Map<number, string[]>();
  for (const { pid, msg } of gateway.lines().slice(from))
    if (changes.includes(msg)) said.set(pid, [...(said.get(pid) ?? []), msg]);
  return said;
}

/** The primary and so many workers have said it last. */
export const allSay = (gateway: RunningGateway, workers: number, what: string): Promise<unknown> =>
  until(`all have said: ${what}`, () => {
    const said = [...saidBy(gateway, 0).values()];
    return said.length === 1 + workers && said.every((messages) => messages.at(-1) === what);
  });

export const areBack = (gateway: RunningGateway, from: number): Promise<unknown> =>
  until('all have said that Redis is back', () =>
    [...saidBy(gateway, from).values()].every((messages) => messages.at(-1) === 'Redis is available'),
  );

/** One line for each change: the primary, which asks all the time, and every worker that noticed. */
export async function expectOneLineEach(gateway: RunningGateway, from: number, what: string): Promise<void> {
  await areBack(gateway, from);
  const said = saidBy(gateway, from);
  expect(said.get(gateway.child.pid!)).toEqual([what, 'Redis is available']);
  for (const messages of said.values()) expect(messages).toEqual([what, 'Redis is available']);
}

/** As above, where a busy machine may take Redis away once more: with the default `CommandTimeout`. */
export async function expectOneLinePerChange(gateway: RunningGateway, from: number): Promise<void> {
  await areBack(gateway, from);
  for (const messages of saidBy(gateway, from).values())
    expect(messages.filter((message, index) => message === messages[index - 1])).toEqual([]);
}

export function expectNoErrors(gateway: RunningGateway): void {
  expect(gateway.lines().filter(({ level }) => level === 'error' || level === 'fatal')).toEqual([]);
  expect(gateway.stderr()).toBe('');
}
