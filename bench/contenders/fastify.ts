import { compiled } from '../compiled.js';
import type { Contender } from './contender.js';

/** Fastify 5 with @fastify/http-proxy, one rule for everything; what policies cost is measured in units of HAProxy. */
export const fastify: Contender = {
  name: '@fastify/http-proxy',
  missing: () => null,
  plays: ({ policies }) => policies.length === 0,
  onePath: false,
  launch: ({ port, backendPort, connections }) => ({
    program: process.execPath,
    args: [compiled('contenders/fastify-server.js'), `${port}`, `${backendPort}`, `${connections}`],
    env: { NODE_ENV: 'production' },
  }),
};
