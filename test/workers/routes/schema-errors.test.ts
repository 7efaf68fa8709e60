import { expect, test } from 'vitest';
import type { z } from 'zod';
import { commentBody, threadBody } from '../../../src/features/review/schemas.ts';
import { decisionBody } from '../../../src/features/review/suggestion-schemas.ts';
import { errorsOf } from '../../../src/platform/http/schema-errors.ts';

const errors = (schema: z.ZodType, value: unknown) => errorsOf(schema.safeParse(value).error?.issues ?? []);

test('an error names its field, and what is expected there', () => {
  expect(errors(threadBody, { version: 1, body: 'x' })).toEqual([
    { path: 'range', message: 'Invalid input: expected object or null' },
  ]);
  expect(errors(threadBody, { version: 1, range: 7, body: 'x' })).toEqual([
    { path: 'range', message: 'Invalid input: expected object or null' },
  ]);
  expect(errors(threadBody, { version: 1, range: { index: -1 }, body: 'x' })).toMatchObject([
    { path: 'range.index' },
    { path: 'range.length' },
  ]);
  expect(errors(commentBody, {})).toMatchObject([{ path: 'body' }]);
});

test('of several forms of a body, the one that is meant counts', () => {
  expect(errors(decisionBody, { hunks: [0] })[0]?.message).toContain('version, review and hunks');
  for (const body of [{}, { version: 1, review: 1, hunks: [0] }])
    expect(errors(decisionBody, body)).toEqual([]);
  expect(errors(decisionBody, { version: 1, review: 1, hunks: [] })).toMatchObject([{ path: 'hunks' }]);
  expect(errors(decisionBody, { version: 1, review: 1, hunks: ['0'] })).toMatchObject([{ path: 'hunks.0' }]);
  expect(errors(decisionBody, { other: 1 })[0]?.message).toContain('other');
  expect(errors(decisionBody, 7)).toMatchObject([{ path: '' }]);
});
