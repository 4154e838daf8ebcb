import type { z } from 'zod';
import { config } from '../../shared/config/config.js';

/** What the reader must know of a schema to spell names and convert scalars; made once from the zod schemas. */
export type Shape =
  | { readonly kind: 'object'; readonly fields: ReadonlyMap<string, Field>; readonly strict: boolean }
  | { readonly kind: 'array'; readonly item: Shape }
  | { readonly kind: 'dictionary'; readonly value: Shape }
  /** One for scalars, one for objects, one for arrays. */
  | { readonly kind: 'union'; readonly options: readonly Shape[] }
  /** Objects, told apart by the text of one property; without it, or with an unknown one, the first is meant. */
  | { readonly kind: 'variants'; readonly by: string; readonly options: readonly Variant[] }
  | { readonly kind: 'enum'; readonly values: readonly string[] }
  | { readonly kind: 'text' | 'number' | 'boolean' | 'raw' };

export interface Variant {
  /** Text of the property, in lower case. */
  readonly name: string;
  readonly shape: Shape;
}

/** A property under its lower-case name. */
export interface Field {
  readonly name: string;
  readonly shape: Shape;
}

function shapeOf(schema: z.core.$ZodType): Shape {
  const def = (schema as z.core.$ZodTypes)._zod.def;
  switch (def.type) {
    case 'optional':
    case 'nullable':
    case 'default':
    case 'prefault':
      return shapeOf(def.innerType);
    case 'object': {
      const fields = Object.entries(def.shape).map(([name, value]): [string, Field] => [
        name.toLowerCase(),
        { name, shape: shapeOf(value) },
      ]);
      return { kind: 'object', fields: new Map(fields), strict: def.catchall !== undefined };
    }
    case 'array':
      return { kind: 'array', item: shapeOf(def.element) };
    case 'record':
      return { kind: 'dictionary', value: shapeOf(def.valueType) };
    case 'union':
      return 'discriminator' in def
        ? variantsOf(String(def.discriminator), def.options)
        : { kind: 'union', options: def.options.map(shapeOf) };
    case 'literal':
      return { kind: 'enum', values: def.values.map(String) };
    case 'enum':
      return { kind: 'enum', values: Object.values(def.entries).map(String) };
    case 'string':
      return { kind: 'text' };
    case 'number':
      return { kind: 'number' };
    case 'boolean':
      return { kind: 'boolean' };
    default:
      return { kind: 'raw' };
  }
}

function variantsOf(by: string, schemas: readonly z.core.$ZodType[]): Shape {
  const options = schemas.map((schema): Variant => {
    const shape = shapeOf(schema);
    const field = shape.kind === 'object' ? shape.fields.get(by.toLowerCase()) : undefined;
    const [name = ''] = field?.shape.kind === 'enum' ? field.shape.values : [];
    return { name: name.toLowerCase(), shape };
  });
  return { kind: 'variants', by, options };
}

export const configShape = shapeOf(config);
