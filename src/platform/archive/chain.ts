import { createHash } from 'node:crypto';

/** The chain before the first row. */
export const GENESIS: Uint8Array = new Uint8Array(32);

/** A row of the log as the chain covers it: `authors` and `entries` are the JSON as stored. */
export interface ChainedRow {
  first: number;
  last: number;
  /** ms since 1970. */
  at: number;
  authors: string;
  entries: string;
}

/** The hash chain after `row`: `chain(n) = SHA-256(chain(n-1) ‖ row n)` (I4, docs/architecture.md). */
export function link(previous: Uint8Array, row: ChainedRow): Uint8Array {
  const text = `${row.first}\n${row.last}\n${row.at}\n${row.authors}\n${row.entries}`;
  return new Uint8Array(createHash('sha256').update(previous).update(text).digest());
}
