import { expect, test } from 'vitest';
// @ts-expect-error: a script, without types
import { typesOf } from '../../.scripts/openapi-types.mjs';

const NULLABLE = { type: ['object', 'null'], description: 'Nobody' };

function typeOf(schema: object): string {
  const text: string = typesOf({ components: { schemas: { It: schema } }, paths: {} });
  const [, type = ''] = text.match(/^ {2}It: ([\s\S]*?);\n}/m) ?? [];
  return type.replace(/\s+/g, ' ');
}

test.each<[object, string]>([
  [{ type: 'integer', minimum: 0, description: 'A count' }, 'number'],
  [{ type: ['string', 'null'], format: 'date-time' }, 'string | null'],
  [{ type: ['string', 'null'], enum: ['eu', 'us', null] }, "'eu' | 'us' | null"],
  [{ type: 'boolean', enum: [true] }, 'true'],
  [{ type: 'array', items: { type: 'string', enum: ['a', 'b'] } }, "('a' | 'b')[]"],
  [{ type: ['array', 'null'], items: { type: 'string' } }, 'string[] | null'],
  [{ $ref: '#/components/schemas/User' }, "Schemas['User']"],
  [{ allOf: [{ $ref: '#/components/schemas/User' }, NULLABLE] }, "Schemas['User'] | null"],
  [
    { allOf: [{ $ref: '#/components/schemas/User' }, { type: 'object', properties: { a: {} } }] },
    "Schemas['User'] & { a?: unknown; }",
  ],
  [
    { type: 'array', items: { anyOf: [{ type: 'string' }, { type: 'object', properties: {} }] } },
    '(string | Record<string, unknown>)[]',
  ],
  [{ type: 'object', additionalProperties: { type: 'number' } }, 'Record<string, number>'],
  [
    { type: 'object', properties: { 'a-b': { type: 'null' }, c: { type: 'string' } }, required: ['c'] },
    "{ 'a-b'?: null; c: string; }",
  ],
])('%j is told as a type', (schema, type) => {
  expect(typeOf(schema)).toBe(type);
});

test.each([
  { $ref: '#/components/schemas/User', properties: { a: {} } },
  { allOf: [{ $ref: '#/components/schemas/User' }], properties: { a: {} } },
  { anyOf: [{ type: 'string' }], enum: ['a'] },
])('%j is refused: half of it would be dropped', (schema) => {
  expect(() => typeOf(schema)).toThrow('beside');
});

test('a description stands above its member', () => {
  const schema = { type: 'object', properties: { a: { type: 'string', description: 'What it is' } } };
  expect(typeOf(schema)).toBe('{ /** What it is */ a?: string; }');
});

test('a route answers what it does when all went well, or nothing', () => {
  const answer = { 200: { content: { 'application/json': { schema: { type: 'string' } } } } };
  const refusal = { 404: { content: { 'application/json': { schema: { type: 'number' } } } } };
  const text: string = typesOf({
    components: { schemas: {} },
    paths: {
      '/v1/a': {
        get: { responses: { ...answer, ...refusal } },
        delete: { responses: { 204: {}, ...refusal } },
      },
      '/v1/b': { get: { responses: { 302: {} } } },
    },
  });
  expect(text.match(/^ {2}'.*$/gm)).toEqual([
    "  'GET /v1/a': string;",
    "  'DELETE /v1/a': void;",
    "  'GET /v1/b': void;",
  ]);
});

test('what it does not know is refused', () => {
  expect(() => typeOf({ type: 'object', patternProperties: {} })).toThrow('a schema says patternProperties');
  expect(() => typeOf({ type: 'stream' })).toThrow('a schema is of type stream');
});
