import { runInDurableObject } from 'cloudflare:test';
import { must } from '../../../src/base/assert.ts';
import type { Result } from '../../../src/base/result.ts';
import type { User } from '../../../src/protocol/messages.ts';
import type { Comment, Thread } from '../../../src/protocol/review.ts';
import type { Stub } from './peer.ts';

/** A user of the review. */
export function reviewer(name: string): User {
  return { id: `${name}${'x'.repeat(22)}`.slice(0, 22), name, color: '#112233' };
}

export const ADA = reviewer('ada');
export const BOB = reviewer('bob');

/** The value of an answer that must succeed. */
export function answered<T>(result: Result<T, string>): T {
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.message}`);
  return result.value;
}

/** Begins a thread about a range at `version`; without a range, about the whole document. */
export async function openThread(
  stub: Stub,
  version: number,
  range: [index: number, length: number] | null,
  body = 'a remark',
  user = ADA,
): Promise<Thread> {
  const about = range && { index: range[0], length: range[1] };
  return answered(await stub.openThread({ by: { user }, version, range: about, body, mentions: [] }));
}

/** Adds a reply to a thread. */
export async function replyTo(stub: Stub, threadId: string, body: string, user = BOB): Promise<Comment> {
  return answered(await stub.reply({ by: { user }, threadId, body, mentions: [] })).comment;
}

/** A thread as it is now. */
export async function threadOf(stub: Stub, id: string): Promise<Thread> {
  return answered(await stub.thread(id));
}

/** Where a thread is now: index and length. */
export async function placeOf(stub: Stub, id: string): Promise<[number, number]> {
  const { index, length } = must((await threadOf(stub, id)).range);
  return [index, length];
}

/** All rows of a table of the object. */
export function rowsOf(stub: Stub, table: string): Promise<Record<string, SqlStorageValue>[]> {
  return runInDurableObject(stub, (_, { storage }) => storage.sql.exec(`SELECT * FROM ${table}`).toArray());
}
