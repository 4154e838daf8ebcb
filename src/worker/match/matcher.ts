import type { UpstreamPlan } from '../../shared/snapshot.js';
import { Candidate, type MatchRequest } from './candidate.js';
import { hostKey, hostKeys } from './host.js';
import type { Match } from './match.js';
import { Pool } from './pool.js';
import { Search } from './search.js';
import { TreeNode } from './tree.js';

/** A route to choose from: what its requests look like, and what a match gives. */
export interface Entry<T> {
  readonly upstream: UpstreamPlan;
  readonly route: T;
}

/** Collects routes in the order in which they are chosen (priority descending, then file order), a part at a time. */
export class MatcherBuilder<T> {
  private readonly open = new TreeNode<T>(0);
  private readonly hosts = new Map<string, TreeNode<T>>();
  private readonly pool = new Pool();
  private next = 0;

  add(entries: readonly Entry<T>[]): void {
    for (const { upstream, route } of entries) {
      const candidate = new Candidate(route, upstream, this.next++, this.pool);
      this.treeOf(upstream.host, candidate.order).insert(candidate, this.pool);
    }
  }

  build(): Matcher<T> {
    return new Matcher(this.open, this.hosts);
  }

  private treeOf(host: string | null, order: number): TreeNode<T> {
    if (host === null || host === '') return this.open;
    const key = hostKey(host);
    const known = this.hosts.get(key);
    if (known !== undefined) return known;
    const tree = new TreeNode<T>(order);
    this.hosts.set(key, tree);
    return tree;
  }
}

/**
 * Chooses the route of a request. Not re-entrant: `match` must not be called from within `MatchRequest.header`.
 *
 * Source: Ocelot, choice: of the routes that match, the first one with a host; if there is none, the first one without.
 */
export class Matcher<T> {
  private readonly open: TreeNode<T>;
  private readonly hosts: ReadonlyMap<string, TreeNode<T>> | null;
  private readonly wildcards: boolean;
  private readonly search = new Search<T>();

  constructor(open: TreeNode<T>, hosts: ReadonlyMap<string, TreeNode<T>>) {
    this.open = open;
    this.hosts = hosts.size === 0 ? null : hosts;
    this.wildcards = [...hosts.keys()].some((key) => key.startsWith('*.'));
  }

  /** `null`: no route. */
  match(request: MatchRequest): Match<T> | null {
    if (!request.path.startsWith('/')) return null;
    const { search } = this;
    search.begin(request);
    if (this.hosts !== null) this.searchHosts(this.hosts, request.host);
    if (!search.found) search.through(this.open);
    const found = search.finish();
    return found === null ? null : found.match(request);
  }

  private searchHosts(hosts: ReadonlyMap<string, TreeNode<T>>, host: string): void {
    for (const key of hostKeys(host, this.wildcards)) {
      const tree = hosts.get(key);
      if (tree !== undefined) this.search.through(tree);
    }
  }
}
