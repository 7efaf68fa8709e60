import { expect, test } from 'vitest';
import { isDatabaseDown } from '../../../src/platform/db/unavailable.ts';

function query(cause: string): Error {
  return new Error('Failed query: select "SQLITE_ERROR" from "x"', { cause: new Error(cause) });
}

test('distinguishes an unreachable database from a wrong statement', () => {
  for (const message of [
    'D1_ERROR: Network connection lost.',
    'D1_ERROR: D1 DB is overloaded. Too many requests queued.',
    'D1_ERROR: database is locked: SQLITE_BUSY',
    'D1_ERROR: Internal error while starting up D1 DB storage caused object to be reset.',
  ]) {
    expect(isDatabaseDown(new Error(message))).toBe(true);
    expect(isDatabaseDown(query(message))).toBe(true);
  }
  for (const message of [
    'D1_ERROR: no such column: x at offset 7: SQLITE_ERROR',
    'D1_ERROR: UNIQUE constraint failed: users.email: SQLITE_CONSTRAINT',
    "D1_TYPE_ERROR: Type 'undefined' not supported for value 'undefined'",
  ]) {
    expect(isDatabaseDown(new Error(message))).toBe(false);
    expect(isDatabaseDown(query(message))).toBe(false);
  }
  for (const other of [new Error('the archive is down'), 'D1_ERROR', null, undefined])
    expect(isDatabaseDown(other)).toBe(false);
});
