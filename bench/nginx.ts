import { mkdirSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import type { Command } from './processes.js';

/** Keep-alive that never ends within a run. */
export const endless = 1_000_000_000;

/** Writes the configuration of an nginx with one worker, no logs and everything below `folder`. `http` goes into its http block. */
export function nginxCommand(folder: string, http: string): Command {
  mkdirSync(join(folder, 'temp'), { recursive: true });
  const user = userInfo();
  const config = `
    daemon off;
    worker_processes 1;
    ${user.uid === 0 ? `user ${user.username};` : ''}
    pid ${join(folder, 'nginx.pid')};
    error_log stderr warn;
    events { worker_connections 4096; }
    http {
      access_log off;
      keepalive_requests ${endless};
      keepalive_timeout 600s;
      sendfile on;
      tcp_nopush on;
      default_type application/json;
      client_body_temp_path ${join(folder, 'temp', 'body')};
      proxy_temp_path ${join(folder, 'temp', 'proxy')};
      fastcgi_temp_path ${join(folder, 'temp', 'fastcgi')};
      uwsgi_temp_path ${join(folder, 'temp', 'uwsgi')};
      scgi_temp_path ${join(folder, 'temp', 'scgi')};
      ${http}
    }`;
  const file = join(folder, 'nginx.conf');
  writeFileSync(file, config);
  return { program: 'nginx', args: ['-e', 'stderr', '-p', folder, '-c', file] };
}
