import { prepare } from './lib/prepare.mjs';
import { runPackage } from './lib/run.mjs';

prepare();
process.exitCode = runPackage('vitest/vitest.mjs', ['run', ...process.argv.slice(2)]);
