import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cacheFigures } from './cluster-cache.js';
import { latencyFigures } from './cluster-latency.js';
import { root } from './compiled.js';
import { chooseCores } from './cores.js';
import { figuresOf } from './figure.js';
import { describeMachine } from './machine.js';
import { insertSection, listOf } from './markdown.js';
import { Processes } from './processes.js';

// What a cluster is to achieve beside the CPU of a request, which `npm run bench` measures.
const cores = chooseCores();
const processes = new Processes();
try {
  console.error('About 2 min.');
  const table = figuresOf([...(await latencyFigures(processes, cores)), ...(await cacheFigures(processes))]);
  console.log(table);
  const file = `${root}bench/RESULTS.md`;
  const heading = `## ${new Date().toISOString().slice(0, 10)}, cluster`;
  const section = `${heading}\n\n${listOf(describeMachine(cores))}\n\n${table}\n`;
  writeFileSync(file, insertSection(existsSync(file) ? readFileSync(file, 'utf8') : null, section));
  console.log('Written: bench/RESULTS.md');
} finally {
  processes.close();
}
