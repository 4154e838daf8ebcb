import { existsSync, readdirSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import { root } from './project.mjs';
import { must, runPackage } from './run.mjs';

const dist = `${root}dist`;

/** Compiles src to dist unless dist is newer than everything it is made from. */
export function build({ force = false } = {}) {
  if (!force && isFresh()) return;
  console.log('Building …');
  const started = new Date();
  // Beside dist and swapped in at the end: a failed build leaves the old one, and no file of a deleted source stays.
  const next = `${root}.dist-${process.pid}`;
  const status = runPackage('typescript/bin/tsc', ['-p', 'tsconfig.json', '--outDir', next, '--noEmitOnError']);
  if (status === 0) {
    utimesSync(next, started, started);
    rmSync(dist, { recursive: true, force: true });
    renameSync(next, dist);
  }
  rmSync(next, { recursive: true, force: true });
  must(status);
}

function isFresh() {
  if (!existsSync(`${dist}/cli.js`)) return false;
  return newest(`${root}src`, ['tsconfig.json', 'package-lock.json']) <= statSync(dist).mtimeMs;
}

/** The latest change below a folder or of one of the files, in ms. Folders count: a removed file changes its folder. */
function newest(folder, files) {
  const below = readdirSync(folder, { recursive: true }).map((name) => `${folder}/${name}`);
  const all = [folder, ...below, ...files.map((name) => root + name)];
  return Math.max(...all.map((name) => statSync(name).mtimeMs));
}
