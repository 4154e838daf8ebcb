import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import type { LoadRequest, LoadResult, Problem } from '../../../src/primary/config/contract.js';
import { loadConfiguration } from '../../../src/primary/config/load.js';

const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A new folder that holds these files; objects are written as JSON. */
export function folderOf(files: Readonly<Record<string, unknown>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'margay-config-'));
  folders.push(folder);
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content, null, 2));
  }
  return folder;
}

/** Loads one configuration, given as text or as an object, from a file of its own. */
export function load(content: unknown, request: Partial<LoadRequest> = {}): Promise<LoadResult> {
  return loadPaths([join(folderOf({ 'ocelot.json': content }), 'ocelot.json')], request);
}

export function loadPaths(paths: readonly string[], request: Partial<LoadRequest> = {}): Promise<LoadResult> {
  return loadConfiguration({ paths, environment: 'Development', overrides: {}, env: {}, ...request });
}

/** Severity, path and message of each problem on one line. */
export function lines(problems: readonly Problem[]): string[] {
  return problems.map(({ severity, path, message }) => `${severity} ${path} ${message}`.replace('  ', ' '));
}

/** A route without problems, with other options. */
export function route(options: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    UpstreamPathTemplate: '/a',
    DownstreamPathTemplate: '/a',
    DownstreamScheme: 'http',
    DownstreamHostAndPorts: [{ Host: 'a.test', Port: 80 }],
    ...options,
  };
}
