import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compiled } from '../compiled.js';
import type { Command, Processes } from '../processes.js';
import type { LoadRequest, LoadResult, LoadTool } from './load.js';
import { wrkScript } from './wrk-script.js';

/** Puts load on a port and waits for the end. Throws when the tool fails or takes 20 s longer than it should. */
export async function generate(
  tool: LoadTool,
  request: LoadRequest,
  processes: Processes,
  cores: string | null,
): Promise<LoadResult> {
  const command = tool === 'wrk' ? wrk(request, processes.folder) : ownClient(tool, request, processes.folder);
  const output = await processes.run(command, cores, (request.seconds + 20) * 1000);
  // Each tool's last line is the result; wrk prints its own report above it.
  return JSON.parse(output.trimEnd().split('\n').at(-1)!) as LoadResult;
}

function wrk(request: LoadRequest, folder: string): Command {
  const script = join(folder, 'load.lua');
  writeFileSync(script, wrkScript(request));
  const numbers = ['-t1', `-c${request.connections}`, `-d${request.seconds}s`];
  return { program: 'wrk', args: [...numbers, '-s', script, `http://127.0.0.1:${request.port}`] };
}

function ownClient(tool: Exclude<LoadTool, 'wrk'>, request: LoadRequest, folder: string): Command {
  const file = join(folder, 'load.json');
  writeFileSync(file, JSON.stringify(request));
  return { program: process.execPath, args: [compiled(`load/${tool}-client.js`), file] };
}
