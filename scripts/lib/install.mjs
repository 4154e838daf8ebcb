import { readFileSync } from 'node:fs';
import { root } from './project.mjs';
import { must, runNpm } from './run.mjs';

/** Runs `npm ci` unless node_modules already holds what package-lock.json says. */
export function install() {
  if (isInstalled()) return;
  console.log('Installing dependencies (npm ci) …');
  // Building and testing need the development dependencies, whatever NODE_ENV says.
  must(runNpm(['ci', '--include=dev']));
}

/**
 * Compares the lock file with npm's own record of what it installed, by content: a fresh checkout or a touched file
 * installs nothing, an interrupted installation (no record) starts again.
 */
function isInstalled() {
  const wanted = packagesOf(`${root}package-lock.json`);
  const present = packagesOf(`${root}node_modules/.package-lock.json`);
  if (wanted === null || present === null) return false;
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '') return true;
    const found = present[path];
    // Optional packages are for other platforms.
    if (found === undefined) return entry.optional === true;
    return found.version === entry.version && found.integrity === entry.integrity;
  });
}

function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch {
    return null;
  }
}
