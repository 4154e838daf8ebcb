import { printParseErrorCode, visit } from 'jsonc-parser';
import type { Problem } from './contract.js';
import { type ArrayTree, locationOf, type ObjectTree, type Source, type Tree } from './tree.js';

export interface Parsed {
  /** `null` when there is no object to go on with. */
  readonly root: ObjectTree | null;
  readonly problems: readonly Problem[];
}

/**
 * Reads JSON with comments and trailing commas. A property given twice in one object, also in other letter case, is an
 * error; of several syntax errors the first is told, since the rest mostly follow from it.
 */
export function parseConfiguration(name: string, content: string): Parsed {
  const text = content.startsWith('\uFEFF') ? ` ${content.slice(1)}` : content;
  const reader = new Reader({ name, text });
  try {
    visit(text, reader, { allowTrailingComma: true });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return {
      root: null,
      problems: [problem(name, 'is nested too deeply', `Use at most ${deepest} levels of objects and lists.`)],
    };
  }
  if (reader.root === null && isBlank(text))
    return { root: null, problems: [problem(name, 'is empty', 'Write at least {}.')] };
  if (reader.syntaxError !== null) return { root: null, problems: [reader.syntaxError, ...reader.duplicates] };
  if (reader.root?.kind !== 'object') {
    return { root: null, problems: [problem(name, 'must hold an object', 'Begin the file with { and end it with }.')] };
  }
  return { root: reader.root, problems: reader.duplicates };
}

/** Levels of objects and lists: what follows walks the tree with the stack. */
const deepest = 256;

/** Builds the tree while jsonc-parser walks the text; its members are the callbacks of `visit`. */
class Reader {
  root: Tree | null = null;
  syntaxError: Problem | null = null;
  readonly duplicates: Problem[] = [];
  private readonly open: { readonly tree: ObjectTree | ArrayTree; name: string }[] = [];

  private readonly source: Source & { readonly text: string };

  constructor(source: Source & { readonly text: string }) {
    this.source = source;
  }

  readonly onObjectBegin = (offset: number): void => {
    this.push({ kind: 'object', properties: new Map(), source: this.source, offset });
  };

  readonly onArrayBegin = (offset: number): void => {
    this.push({ kind: 'array', items: [], source: this.source, offset });
  };

  readonly onObjectEnd = (): void => {
    this.open.pop();
  };

  readonly onArrayEnd = (): void => {
    this.open.pop();
  };

  readonly onObjectProperty = (name: string, offset: number): void => {
    const top = this.open.at(-1);
    if (top?.tree.kind !== 'object') return;
    top.name = name;
    const earlier = top.tree.properties.get(name.toLowerCase());
    if (earlier === undefined) return;
    const spelled =
      earlier.name === name ? '' : ` (as ${JSON.stringify(earlier.name)}; names are compared without regard to case)`;
    this.duplicates.push({
      severity: 'error',
      path: '',
      location: locationOf({ source: this.source, offset }),
      message: `${JSON.stringify(name)} is given twice in one object${spelled}`,
      suggestion: 'Remove one of the two.',
    });
  };

  readonly onLiteralValue = (value: unknown, offset: number, length: number): void => {
    const raw = typeof value === 'number' ? this.source.text.slice(offset, offset + length) : String(value);
    this.add({ kind: 'scalar', value: value as string | number | boolean | null, raw, source: this.source, offset });
  };

  readonly onError = (code: number, offset: number): void => {
    if (this.syntaxError !== null) return;
    this.syntaxError = {
      severity: 'error',
      path: '',
      location: locationOf({ source: this.source, offset }),
      message: `${this.source.name} is not valid JSON: ${sentence(printParseErrorCode(code))}`,
      suggestion: 'Mend the syntax there; comments and trailing commas are allowed.',
    };
  };

  private push(tree: ObjectTree | ArrayTree): void {
    if (this.open.length >= deepest) throw new RangeError('nested too deeply');
    this.add(tree);
    this.open.push({ tree, name: '' });
  }

  private add(tree: Tree): void {
    const top = this.open.at(-1);
    if (top === undefined) this.root ??= tree;
    else if (top.tree.kind === 'array') top.tree.items.push(tree);
    else top.tree.properties.set(top.name.toLowerCase(), { name: top.name, value: tree });
  }
}

/** Whether there is nothing but white space and comments. */
function isBlank(text: string): boolean {
  return text.replace(/\/\*.*?\*\/|\/\/[^\n]*/gs, '').trim() === '';
}

/** `CloseBraceExpected` as words. */
function sentence(code: string): string {
  return code.replace(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).toLowerCase();
}

function problem(name: string, message: string, suggestion: string): Problem {
  return { severity: 'error', path: '', location: name, message: `${name} ${message}`, suggestion };
}
