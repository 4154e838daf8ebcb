import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { nginxCommand } from '../nginx.js';
import { oneMegabyte, smallJson, tenKilobytes } from '../payload.js';
import type { Command } from '../processes.js';

/** The backend of the HTTP scenarios where nginx is installed: the cheapest one, so that the gateways are what is seen. */
export function nginxBackend(folder: string, port: number): Command {
  const files = join(folder, 'files');
  mkdirSync(join(files, 'bench'), { recursive: true });
  writeFileSync(join(files, 'bench', '10k'), tenKilobytes);
  writeFileSync(join(files, 'bench', '1m'), oneMegabyte);
  return nginxCommand(
    folder,
    `server {
      listen 127.0.0.1:${port} backlog=4096;
      location / { return 200 '${smallJson}'; }
      location = /bench/10k { root ${files}; open_file_cache max=10; }
      location = /bench/1m { root ${files}; open_file_cache max=10; }
    }`,
  );
}
