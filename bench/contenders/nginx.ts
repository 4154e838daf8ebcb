import { join } from 'node:path';
import { endless, nginxCommand } from '../nginx.js';
import { isInstalled } from '../processes.js';
import type { Contender } from './contender.js';

/** One worker, one rule for everything, keep-alive to the backend, no temporary files. */
export const nginx: Contender = {
  name: 'nginx',
  missing: () => (isInstalled('nginx') ? null : 'not installed (Debian: apt-get install nginx)'),
  plays: ({ policies }) => policies.length === 0 || policies.includes('cache'),
  onePath: false,
  launch: ({ scenario, folder, port, backendPort, connections }) => {
    const connection =
      scenario.kind === 'websocket'
        ? 'proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection "upgrade";'
        : 'proxy_set_header Connection "";';
    const caching = scenario.policies.includes('cache');
    return nginxCommand(
      folder,
      `${caching ? `proxy_cache_path ${join(folder, 'cache')} keys_zone=answers:10m;` : ''}
      upstream backend {
        server 127.0.0.1:${backendPort};
        keepalive ${connections * 2};
        keepalive_requests ${endless};
        keepalive_timeout 600s;
      }
      server {
        listen 127.0.0.1:${port} backlog=4096;
        location / {
          proxy_pass http://backend;
          proxy_http_version 1.1;
          proxy_max_temp_file_size 0;
          ${connection}
          ${caching ? 'proxy_cache answers; proxy_cache_valid 200 1h;' : ''}
        }
      }`,
    );
  },
};
