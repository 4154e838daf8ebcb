import type { ListenerPlan } from '../../shared/control.js';
import type { Problem } from '../config/contract.js';
import { CertificateFolder } from './certificate-folder.js';
import type { ListenerConfig } from './listener-config.js';
import { listenerPlan } from './listener-plan.js';

import { type Pair, type PairFault, type PairFiles, readPair } from './pair.js';
import { pairFault } from './pair-fault.js';
import { type PairUse, pairFiles, pairName, pairUses } from './pair-use.js';
import { pairWarnings } from './pair-warnings.js';
import { serverNameProblems } from './server-name-problems.js';

export interface Prepared {
  /** `null` when there is any problem of severity `error`. */
  readonly listeners: readonly ListenerPlan[] | null;
  readonly problems: readonly Problem[];
}

export interface Renewal {
  /** What to listen on from now on, `null` when it is what it was. */
  readonly listeners: readonly ListenerPlan[] | null;
  /** About pairs that are served. */
  readonly warnings: readonly Problem[];
  /** Why new content is not served; the pair of before is. */
  readonly refused: readonly Problem[];
}

interface Reading {
  /** By `pairName`; a pair that was refused is the one of before, or missing. */
  readonly pairs: ReadonlyMap<string, Pair>;
  readonly warnings: readonly Problem[];
  readonly refused: readonly Problem[];
}

/**
 * The certificates of this host: checks what the configuration names, and makes the plans of listeners from private copies
 * of what was found good. Owns the folder of the copies until `close`.
 */
export class CertificateStore {
  readonly #now: () => number;
  readonly #folder = new CertificateFolder();
  #listeners: readonly ListenerConfig[] = [];
  #plans: readonly ListenerPlan[] = [];
  #pairs: ReadonlyMap<string, Pair> = new Map();
  /** One call after the other: a configuration reload and a renewal may come at once. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** Checks and adopts the listeners of a configuration. With an error, those of before remain. */
  prepare(listeners: readonly ListenerConfig[]): Promise<Prepared> {
    return this.#inTurn(async () => {
      const reading = await this.#read(listeners, true);
      const problems = [...serverNameProblems(listeners), ...reading.refused, ...reading.warnings];
      if (problems.some(({ severity }) => severity === 'error')) return { listeners: null, problems };
      await this.#adopt(listeners, reading.pairs);
      return { listeners: this.#plans, problems };
    });
  }

  /** Reads every file again and adopts what has changed and is good. `repeatWarnings`: also of what has not changed. */
  refresh(repeatWarnings = false): Promise<Renewal> {
    return this.#inTurn(async () => {
      const { pairs, warnings, refused } = await this.#read(this.#listeners, repeatWarnings);
      const changed = await this.#adopt(this.#listeners, pairs);
      return { listeners: changed ? this.#plans : null, warnings, refused };
    });
  }

  /** Removes the copies. */
  close(): Promise<void> {
    return this.#inTurn(() => this.#folder.remove());
  }

  async #read(listeners: readonly ListenerConfig[], repeatWarnings: boolean): Promise<Reading> {
    const pairs = new Map<string, Pair>();
    const warnings: Problem[] = [];
    const refused: Problem[] = [];
    for (const use of pairUses(listeners)) {
      const name = pairName(use.files);
      const before = this.#pairs.get(name);
      const found = await checkedPair(use.files, before);
      if ('message' in found) refused.push(refusal(use, found, before !== undefined));
      const served = 'message' in found ? before : found;
      if (served === undefined) continue;
      pairs.set(name, served);
      if (served !== before || repeatWarnings) warnings.push(...this.#warnings(use, served));
    }
    return { pairs, warnings, refused };
  }

  #warnings({ files, path, serverName }: PairUse, pair: Pair): Problem[] {
    return pairWarnings(pair, files.certificateFile, serverName, this.#now()).map((message) => ({
      severity: 'warning',
      path: `${path}.CertificateFile`,
      location: null,
      message,
      suggestion: null,
    }));
  }

  /** Tells whether the plans have changed. Copies of the pairs of before stay for a worker that is just reading them. */
  async #adopt(listeners: readonly ListenerConfig[], pairs: ReadonlyMap<string, Pair>): Promise<boolean> {
    const copies = new Map<string, PairFiles>();
    for (const [name, pair] of pairs) copies.set(name, await this.#folder.keep(pair));
    const plans = listeners.map((each) => listenerPlan(each, (pair) => copies.get(pairName(pairFiles(pair)))!));
    const changed = JSON.stringify(plans) !== JSON.stringify(this.#plans);
    if (changed) await this.#folder.retain(digests(this.#pairs, pairs));
    this.#listeners = listeners;
    this.#plans = plans;
    this.#pairs = pairs;
    return changed;
  }

  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#turn.then(work);
    this.#turn = result.catch(() => {});
    return result;
  }
}

async function checkedPair(files: PairFiles, before: Pair | undefined): Promise<Pair | PairFault> {
  const found = await readPair(files);
  if ('message' in found) return found;
  if (found.digest === before?.digest) return before;
  return pairFault(found, files) ?? found;
}

function refusal(use: PairUse, { file, message, suggestion }: PairFault, hasBefore: boolean): Problem {
  return {
    severity: hasBefore ? 'warning' : 'error',
    path: `${use.path}.${file}`,
    location: null,
    message: hasBefore ? `${message} The certificate and key of before stay in use.` : message,
    suggestion,
  };
}

function digests(...pairs: readonly ReadonlyMap<string, Pair>[]): Set<string> {
  return new Set(pairs.flatMap((each) => [...each.values()].map(({ digest }) => digest)));
}
