import { install } from './lib/install.mjs';
import { requireSupportedNode } from './lib/node-version.mjs';
import { runQuietly } from './lib/run.mjs';

requireSupportedNode();
install();

const tsc = 'node_modules/typescript/bin/tsc';
const steps = [
  ['node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings'],
  [tsc, '-p', 'tsconfig.json', '--noEmit'],
  [tsc, '-p', 'tsconfig.test.json'],
];
// All of them, so that one run shows everything that is to mend.
const failed = steps.map((args) => runQuietly(process.execPath, args)).filter((status) => status !== 0);
process.exitCode = failed[0] ?? 0;
