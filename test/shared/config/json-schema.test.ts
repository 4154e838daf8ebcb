import { expect, test } from 'vitest';
import { jsonSchema } from '../../../src/shared/config/json-schema.js';

interface Node {
  readonly description?: string;
  readonly properties?: Record<string, Node>;
  readonly items?: Node;
  readonly additionalProperties?: boolean | Node;
}

const schema = jsonSchema() as unknown as Node & { readonly $schema: string };

function* options(node: Node, path: string): Generator<[path: string, node: Node]> {
  for (const [name, property] of Object.entries(node.properties ?? {})) {
    yield [`${path}.${name}`, property];
    yield* options(property, `${path}.${name}`);
  }
  if (node.items !== undefined) yield* options(node.items, `${path}[]`);
}

test('is of a draft that editors know', () => {
  expect(schema.$schema).toContain('draft-07');
});

test('describes every option', () => {
  const bare = [...options(schema, '')].filter(([, node]) => (node.description ?? '') === '').map(([path]) => path);
  expect(bare).toEqual([]);
  expect([...options(schema, '')].length).toBeGreaterThan(150);
});

test('allows unknown keys except in the Gateway section', () => {
  expect(schema.properties?.Routes?.items?.additionalProperties).not.toBe(false);
  expect(schema.properties?.Gateway?.additionalProperties).toBe(false);
  expect(schema.properties?.Gateway?.properties?.Limits?.additionalProperties).toBe(false);
});
