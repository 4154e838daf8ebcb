import { prepare } from './lib/prepare.mjs';
import { must, run, runPackage } from './lib/run.mjs';

prepare();
must(runPackage('typescript/bin/tsc', ['-p', 'bench/tsconfig.json', '--noEmitOnError']));
process.exitCode = run(process.execPath, ['bench/dist/bench/cluster.js']);
