import type { Candidate } from './candidate.js';
import type { PathPattern } from './path-pattern.js';
import { PatternIndex } from './pattern-index.js';
import type { Pool } from './pool.js';
import type { LiteralSegment, Segment } from './segment.js';

/**
 * Routes by the segments of their path.
 *
 *     /api ── /users ── {lone} ── exact: /api/users/{id} …
 *         │         └── rest: /api/users/{everything}
 *         └── patterns: v{x} ── single: /api/v{x}/cards/{id}
 *
 * A node with one route below it holds that route and no further nodes; a second route unfolds it. Routes are inserted in
 * the order in which they are chosen, so each list is sorted and `first`, the order of the route that made a node, is the
 * lowest below it: a search leaves out what cannot win.
 */
export class TreeNode<T> {
  readonly first: number;
  single: Candidate<T> | null;
  /** What is left of the path of `single`. */
  left: PathPattern | null;
  branches: Branches<T> | null;

  constructor(first: number) {
    this.first = first;
    this.single = null;
    this.left = null;
    this.branches = null;
  }

  insert(candidate: Candidate<T>, pool: Pool): void {
    let node: TreeNode<T> | null = this;
    for (let depth = 0; node !== null; depth++) {
      if (node.single === null && node.branches === null) {
        node.hold(candidate, depth, pool);
        return;
      }
      node = node.unfold(depth, pool).step(candidate, depth);
    }
  }

  private hold(candidate: Candidate<T>, depth: number, pool: Pool): void {
    this.single = candidate;
    this.left = candidate.path.after(depth, pool);
  }

  private unfold(depth: number, pool: Pool): Branches<T> {
    if (this.branches !== null) return this.branches;
    this.branches = new Branches();
    const { single } = this;
    this.single = null;
    this.left = null;
    if (single !== null) this.branches.step(single, depth)?.hold(single, depth + 1, pool);
    return this.branches;
  }
}

/** Where a path may go from a node, and which routes may end there. */
export class Branches<T> {
  /** The first literal branch; most nodes have no other. */
  soleText: string | null = null;
  soleChild: TreeNode<T> | null = null;
  /** The other literal branches. */
  literals: Map<string, TreeNode<T>> | null = null;
  lone: TreeNode<T> | null = null;
  patterns: PatternIndex<TreeNode<T>> | null = null;
  /** The path ends here. */
  exact: Candidate<T>[] | null = null;
  /** The path ends here or with one more slash. */
  slash: Candidate<T>[] | null = null;
  /** The path ends here or goes on in any way. */
  rest: Candidate<T>[] | null = null;
  /** One more slash, and the request has a query. */
  emptyLast: Candidate<T>[] | null = null;
  /** A slash and a text that has the pattern. */
  tails: PatternIndex<Candidate<T>[]> | null = null;

  /** Takes a route one segment further: the node it goes to, or `null` when it has come to its end. */
  step(candidate: Candidate<T>, depth: number): TreeNode<T> | null {
    const { path } = candidate;
    const segment = path.segments[depth];
    if (segment === undefined) {
      this.end(candidate);
      return null;
    }
    if (path.emptyLast && depth === path.segments.length - 1) {
      this.emptyLast ??= [];
      this.emptyLast.push(candidate);
    }
    return this.child(segment, candidate.order);
  }

  private child(segment: Segment, order: number): TreeNode<T> {
    if (segment.kind === 'literal') return this.literalChild(segment, order);
    if (segment.kind === 'lone') {
      this.lone ??= new TreeNode(order);
      return this.lone;
    }
    this.patterns ??= new PatternIndex();
    return this.patterns.obtain(segment.pattern, () => new TreeNode(order));
  }

  private literalChild({ text }: LiteralSegment, order: number): TreeNode<T> {
    const known = text === this.soleText ? this.soleChild : this.literals?.get(text);
    if (known !== undefined && known !== null) return known;
    const node = new TreeNode<T>(order);
    if (this.soleText === null) {
      this.soleText = text;
      this.soleChild = node;
      return node;
    }
    this.literals ??= new Map();
    this.literals.set(text, node);
    return node;
  }

  private end(candidate: Candidate<T>): void {
    const { end } = candidate.path;
    if (end.kind === 'tail') {
      this.tails ??= new PatternIndex();
      this.tails.obtain(end.pattern, () => []).push(candidate);
      return;
    }
    this[end.kind] ??= [];
    this[end.kind]?.push(candidate);
  }
}
