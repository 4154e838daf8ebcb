import { existsSync } from 'node:fs';
import { prepare } from './lib/prepare.mjs';
import { root } from './lib/project.mjs';
import { run } from './lib/run.mjs';

// The cases live outside the repository; nothing else here knows that folder.
const runner = '../shared/conformance/run.mjs';

if (existsSync(root + runner)) {
  prepare();
  process.exitCode = run(process.execPath, [runner, ...process.argv.slice(2)]);
} else {
  console.log(`No conformance cases here (${runner} does not exist): nothing to run.`);
}
