import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort as freePortOf } from '../src/primary/free-port.js';
import type { Running } from './processes.js';

/** How long a server may take until it listens, in ms. 10,000 routes have to be read first. */
const startTimeout = 30_000;

/** A port of 127.0.0.1 on which nothing listens. */
export function freePort(): Promise<number> {
  return freePortOf('127.0.0.1');
}

/** Resolves when `port` accepts connections. Throws, with what the process printed, when it ended or took too long. */
export async function untilListening(port: number, running: Running, name: string): Promise<void> {
  const deadline = Date.now() + startTimeout;
  while (!(await accepts(port))) {
    if (running.ended() || Date.now() > deadline) throw new Error(`${name} did not start:\n${running.log()}`);
    await sleep(50);
  }
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('error', () => resolve(false));
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
  });
}
