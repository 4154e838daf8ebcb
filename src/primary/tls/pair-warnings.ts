import { X509Certificate } from 'node:crypto';
import type { Pair } from './pair.js';

const day = 24 * 60 * 60 * 1000;
const soon = 14 * day;

/**
 * What is worth saying about a pair that can be served: validity in time, and whether it covers the server name it is
 * served for (`null`: it is the default of its listener). `now` in milliseconds since 1970.
 */
export function pairWarnings(pair: Pair, certificateFile: string, serverName: string | null, now: number): string[] {
  const leaf = new X509Certificate(pair.certificate);
  const from = Date.parse(leaf.validFrom);
  const until = Date.parse(leaf.validTo);
  const warnings: string[] = [];
  if (now < from) warnings.push(`The certificate in ${certificateFile} is not valid before ${date(from)}.`);
  if (now >= until) warnings.push(`The certificate in ${certificateFile} has expired on ${date(until)}.`);
  else if (until - now < soon) warnings.push(`The certificate in ${certificateFile} expires on ${date(until)}.`);
  // A wildcard covers any one label, so one that nobody has stands for all.
  if (serverName !== null && leaf.checkHost(serverName.replace('*', 'any-label')) === undefined) {
    warnings.push(`The certificate in ${certificateFile} does not cover the server name ${serverName}.`);
  }
  return warnings;
}

function date(time: number): string {
  return new Date(time).toISOString();
}
