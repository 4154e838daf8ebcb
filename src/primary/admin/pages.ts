import { MAX_REGION } from '../../shared/backplane/region-clears.js';
import { version } from '../../shared/version.js';
import type { AdminSubject, Answer } from './answer.js';
import { METRICS_TYPE, metricsOf } from './metrics.js';
import { readiness } from './readiness.js';

export interface Page {
  /** Served without the secret: what load balancers and process managers ask. */
  readonly open: boolean;
  readonly methods: readonly string[];
  /** Most bytes of a body; without it none is read. */
  readonly mostBody?: number;
  answer(subject: AdminSubject, body: string): Answer | Promise<Answer>;
}

/** A thousand routes are about half a megabyte. */
const MOST_CONFIGURATION = 16 * 1_024 * 1_024;

const READ = ['GET', 'HEAD'];

const pages: Readonly<Record<string, Page>> = {
  '/livez': { open: true, methods: READ, answer: () => ({ status: 200, body: { status: 'ok' } }) },
  '/readyz': {
    open: true,
    methods: READ,
    answer: (subject) => {
      const state = subject.state();
      const { status, reasons } = readiness(state);
      const { snapshot, workers } = state;
      return { status: status === 'unavailable' ? 503 : 200, body: { status, reasons, workers, snapshot } };
    },
  },
  '/status': {
    open: false,
    methods: READ,
    answer: async (subject) => {
      const state = subject.state();
      const hosts = await subject.hosts();
      return { status: 200, body: { version, pid: process.pid, ...readiness(state), ...state, hosts } };
    },
  },
  '/metrics': {
    open: false,
    methods: READ,
    answer: async (subject) => ({ status: 200, body: await metricsOf(subject.state()), type: METRICS_TYPE }),
  },
  '/jobs': {
    open: false,
    methods: READ,
    answer: async (subject) => {
      try {
        return { status: 200, body: { jobs: await subject.jobs() } };
      } catch (error) {
        return { status: 503, body: { error: `the jobs cannot be read: ${(error as Error).message}` } };
      }
    },
  },
  '/rollout': {
    open: false,
    methods: ['POST'],
    mostBody: MOST_CONFIGURATION,
    answer: async (subject, body) => subject.rollOut(body),
  },
};

const REGION = '/outputcache/';

/** The page of a path; `null`: there is none. */
export function pageOf(path: string): Page | null {
  if (Object.hasOwn(pages, path)) return pages[path]!;
  return path.startsWith(REGION) ? regionPage(path.slice(REGION.length)) : null;
}

/** The region is the rest of the path, percent-decoded; it may hold `/` and `|`. */
function regionPage(rest: string): Page {
  return {
    open: false,
    methods: ['DELETE'],
    answer: async (subject) => {
      const region = decoded(rest);
      if (region === null || region === '' || region.length > MAX_REGION) {
        const error = `the region is 1 to ${MAX_REGION} characters, percent-encoded: DELETE ${REGION}products`;
        return { status: 400, body: { error } };
      }
      const { status, answer } = await subject.clear(region);
      return { status, body: answer };
    },
  };
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
