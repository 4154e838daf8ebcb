import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isInstalled } from '../processes.js';
import type { Contender } from './contender.js';

/** One thread, one rule for everything, keep-alive to the backend. */
export const haproxy: Contender = {
  name: 'HAProxy',
  missing: () => (isInstalled('haproxy') ? null : 'not installed (Debian: apt-get install haproxy)'),
  plays: () => true,
  onePath: false,
  launch: ({ folder, port, backendPort }) => {
    const file = join(folder, 'haproxy.cfg');
    writeFileSync(
      file,
      `global
  nbthread 1
  maxconn 4096
defaults
  mode http
  timeout connect 5s
  timeout client 60s
  timeout server 60s
  timeout tunnel 60s
  option http-keep-alive
  http-reuse always
frontend front
  bind 127.0.0.1:${port}
  default_backend back
backend back
  server one 127.0.0.1:${backendPort} pool-max-conn -1 pool-purge-delay 600s
`,
    );
    return { program: 'haproxy', args: ['-db', '-f', file] };
  },
};
