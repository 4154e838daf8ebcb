import { readFileSync } from 'node:fs';
import { root } from './project.mjs';

const supported = [20, 22];

/**
 * Ends the process with the two ways out when this Node has no uWebSockets.js binary in the locked package.
 * With the official package in package.json every Node is let through: its binaries decide.
 */
export function requireSupportedNode() {
  const major = Number(process.versions.node.split('.')[0]);
  if (supported.includes(major) || usesOfficialPackage()) return;
  console.error(
    [
      `Margay runs on Node 20 and 22; this is Node ${process.versions.node}. Two ways out:`,
      '  1. use Node 20 or 22 (https://nodejs.org/en/download), or',
      '  2. install the official uWebSockets.js, whose newer releases have binaries for newer versions of Node:',
      '       npm install uWebSockets.js@github:uNetworking/uWebSockets.js#v20.51.0',
      '     (a tag whose release notes name your version of Node)',
    ].join('\n'),
  );
  process.exit(1);
}

function usesOfficialPackage() {
  const { dependencies } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));
  return !dependencies['uWebSockets.js'].startsWith('npm:');
}
