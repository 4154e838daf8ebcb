import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { jsonSchema } from '../src/shared/config/json-schema.js';

const root = fileURLToPath(new URL('../', import.meta.url));

const pages = ['.', 'docs', 'examples', 'bench'].flatMap((folder) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name)),
);

/** Text without code, in which brackets are no links. */
function prose(page: string): string {
  const text = readFileSync(join(root, page), 'utf8');
  return text.replace(/^```.*?^```/gms, '').replace(/`[^`\n]*`(?!\])/g, '');
}

/** The names that headings of a page have as anchors on GitHub. */
function anchors(page: string): Set<string> {
  const text = readFileSync(join(root, page), 'utf8').replace(/^```.*?^```/gms, '');
  const names = [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
  return new Set(names);
}

/** Links of a page to a file that is not there, or to a heading that the file does not have. */
function broken(page: string): string[] {
  const links = [...prose(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link!);
  return links.filter((link) => {
    if (/^[a-z]+:/.test(link)) return false;
    const [path = '', anchor] = link.split('#');
    const file = path === '' ? page : relative(root, join(root, dirname(page), path));
    if (!existsSync(join(root, file))) return true;
    return anchor !== undefined && !anchors(file).has(anchor);
  });
}

it.each(pages)('%s links to what is there', (page) => {
  expect(broken(page)).toEqual([]);
});

// What the benchmark writes describes one machine again and again.
it.each(pages.filter((page) => page !== 'bench/RESULTS.md'))('%s says nothing twice', (page) => {
  const text = readFileSync(join(root, page), 'utf8').replace(/^```.*?^```/gms, '');
  // Heads of tables and short lines may be the same.
  const lines = text.split('\n').filter((line) => line.length > 60 && !/^\| -/.test(line));
  expect(lines.filter((line, at) => lines.indexOf(line) !== at)).toEqual([]);
});

it('the list of README names every page of docs once', () => {
  const named = [...readFileSync(join(root, 'README.md'), 'utf8').matchAll(/^- \[(docs\/[a-z-]+\.md)\]/gm)];
  const expected = pages.filter((page) => page.startsWith('docs/'));
  expect(named.map(([, page]) => page).sort()).toEqual(expected.sort());
});

it('the list of examples names every folder', () => {
  const list = readFileSync(join(root, 'examples/README.md'), 'utf8');
  const folders = readdirSync(join(root, 'examples'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  expect(folders.map(({ name }) => name).filter((name) => !list.includes(`](${name}/)`))).toEqual([]);
});

it('docs name every option', () => {
  const docs = pages.filter((page) => page.startsWith('docs/')).map((page) => readFileSync(join(root, page), 'utf8'));
  const words = new Set(docs.join('\n').match(/\w+/g));
  const options = optionsOf(jsonSchema());
  expect(options.length).toBeGreaterThan(200);
  expect(options.filter((name) => !words.has(name))).toEqual([]);
});

/** Names of properties, wherever they stand in a JSON Schema. */
function optionsOf(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const own = 'properties' in schema ? Object.keys(schema.properties as object) : [];
  return [...own, ...Object.values(schema).flatMap(optionsOf)];
}
