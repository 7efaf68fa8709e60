import type { Comment, Thread } from '../../../src/protocol/review.ts';
import { createDocument, expectJson, giveRole, type Json, type Person, person } from './api.ts';

interface Writer {
  token: string;
}

/** The text of most tests of threads; it is version 1 of its document. */
export const TEXT = [{ insert: 'The quick brown fox\njumps over the lazy dog\n' }];
/** `quick` in it. */
export const QUICK = { index: 4, length: 5 };

/** Begins a thread. */
export function openThread(
  by: Writer,
  docId: string,
  { body = 'Hm', range = QUICK as Json, version = 1 } = {},
): Promise<Thread> {
  const request = { method: 'POST', token: by.token, body: { version, range, body } };
  return expectJson(201, `/v1/docs/${docId}/threads`, request);
}

/** Replies in a thread. */
export function reply(by: Writer, docId: string, threadId: string, body = 'Ah'): Promise<Comment> {
  const request = { method: 'POST', token: by.token, body: { body } };
  return expectJson(201, `/v1/docs/${docId}/threads/${threadId}/replies`, request);
}

/** Applies an operation to the newest version. */
export async function edit(by: Writer, docId: string, delta: Json): Promise<number> {
  const { version } = await expectJson(200, `/v1/docs/${docId}/content`, { token: by.token });
  const request = { method: 'POST', token: by.token, body: { baseVersion: version, delta } };
  return (await expectJson(200, `/v1/docs/${docId}/ops`, request)).version;
}

/** A document of Ada, with a commenter. */
export async function discussed() {
  const [ada, grace] = [await person('Ada'), await person('Grace')];
  const docId = await createDocument(ada, TEXT);
  await giveRole(ada, docId, grace, 'commenter');
  return { ada, grace, docId, path: `/v1/docs/${docId}/threads` };
}

/** The threads that a path lists. */
export const listed = async (of: Person, path: string): Promise<Thread[]> =>
  (await expectJson(200, path, { token: of.token })).items;
