import type { Candidate, MatchRequest } from './candidate.js';
import { foldCase, isPlainLower, normalForm } from './normal-form.js';
import { endOfSegment } from './path-pattern.js';
import { ANY, FILLED, type Pattern } from './pattern.js';
import type { Branches, TreeNode } from './tree.js';

/**
 * Finds the earliest route that accepts a request. One object serves all requests of a matcher: a search runs to its end
 * before the next begins.
 */
export class Search<T> {
  private request: MatchRequest | null = null;
  private hasQuery = false;
  /** The path in normal form. */
  private form = '';
  /** The same, folded: what the tree is walked with. */
  private text = '';
  private best: Candidate<T> | null = null;
  private bestOrder = Number.POSITIVE_INFINITY;

  begin(request: MatchRequest): void {
    const { path } = request;
    const ready = isPlainLower(path);
    this.request = request;
    this.hasQuery = request.query !== undefined;
    this.form = ready ? path : normalForm(path);
    this.text = ready ? path : foldCase(this.form);
    this.best = null;
    this.bestOrder = Number.POSITIVE_INFINITY;
  }

  get found(): boolean {
    return this.best !== null;
  }

  /** The earliest route; lets go of the request. */
  finish(): Candidate<T> | null {
    const { best } = this;
    this.request = null;
    this.best = null;
    return best;
  }

  /** Looks through one tree; the earliest route over all trees since `begin` is kept. */
  through(tree: TreeNode<T>): void {
    this.visit(tree, 0);
  }

  /** `at` is the slash before the next segment, or the end of the path. */
  private visit(node: TreeNode<T>, at: number): void {
    if (node.first >= this.bestOrder) return;
    const { single, left, branches } = node;
    if (single !== null && left?.fits(this.text, at, this.hasQuery)) this.consider(single);
    if (branches === null) return;
    this.end(branches, this.text.length - at);
    if (at < this.text.length) this.goOn(branches, at + 1);
  }

  /** `left`: characters after this node. */
  private end(branches: Branches<T>, left: number): void {
    if (branches.rest !== null) this.choose(branches.rest);
    if (left === 0 && branches.exact !== null) this.choose(branches.exact);
    if (left <= 1 && branches.slash !== null) this.choose(branches.slash);
    if (left === 1 && this.hasQuery && branches.emptyLast !== null) this.choose(branches.emptyLast);
  }

  private goOn(branches: Branches<T>, start: number): void {
    const { text } = this;
    const { soleText, soleChild, literals, lone, patterns, tails } = branches;
    const end = endOfSegment(text, start);
    if (
      soleChild !== null &&
      soleText !== null &&
      soleText.length === end - start &&
      text.startsWith(soleText, start)
    ) {
      this.visit(soleChild, end);
    } else if (literals !== null) {
      const child = literals.get(text.slice(start, end));
      if (child !== undefined) this.visit(child, end);
    }
    if (lone !== null && end > start) this.visit(lone, end);
    if (patterns !== null && end > start) {
      patterns.forEach(text, start, end, (pattern, child) => this.visitBy(pattern, child, start, end));
    }
    tails?.forEach(text, start, text.length, (pattern, candidates) => this.chooseBy(pattern, candidates, start));
  }

  private visitBy(pattern: Pattern, node: TreeNode<T>, start: number, end: number): void {
    if (node.first >= this.bestOrder) return;
    if (pattern.fits(this.text, start, end, FILLED, null)) this.visit(node, end);
  }

  private chooseBy(pattern: Pattern, candidates: readonly Candidate<T>[], start: number): void {
    const first = candidates[0];
    if (first === undefined || first.order >= this.bestOrder) return;
    if (pattern.fits(this.text, start, this.text.length, ANY, null)) this.choose(candidates);
  }

  private choose(candidates: readonly Candidate<T>[]): void {
    for (const candidate of candidates) {
      if (candidate.order >= this.bestOrder || this.consider(candidate)) return;
    }
  }

  private consider(candidate: Candidate<T>): boolean {
    if (this.request === null || !candidate.accepts(this.request, this.form)) return false;
    this.best = candidate;
    this.bestOrder = candidate.order;
    return true;
  }
}
