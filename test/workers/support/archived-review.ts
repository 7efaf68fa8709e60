import { env } from 'cloudflare:workers';
import { expect } from 'vitest';
import { must } from '../../../src/base/assert.ts';
import { reviewPrefix } from '../../../src/platform/archive/keys.ts';
import type { ReviewTexts } from '../../../src/platform/archive/review-segment.ts';
import type { Thread } from '../../../src/protocol/review.ts';
import { expectJson, type Json } from './api.ts';
import { type Written, written } from './archived.ts';
import type { Stub } from './peer.ts';
import { answered, BOB, openThread, replyTo } from './review.ts';

/** The credential of an operator. */
export const ADMIN = { token: 'an-admin-token' };

/** A document of version 1 with three threads: one with a reply, one resolved, one about the whole. */
export async function reviewed(): Promise<Written & { threads: Thread[] }> {
  const document = await written([{ insert: 'one two three\n' }]);
  const { stub } = document;
  const threads = [
    await openThread(stub, 1, [4, 3], 'about two'),
    await openThread(stub, 1, [8, 5], 'about three', BOB),
    await openThread(stub, 1, null, 'about it all'),
  ];
  await replyTo(stub, must(threads[0]).id, 'a reply');
  answered(await stub.resolveThread({ by: { user: BOB }, threadId: must(threads[1]).id, resolved: true }));
  return { ...document, threads };
}

/** The keys in the archive below a prefix, without it. */
export const keysOf = async (prefix: string): Promise<string[]> =>
  (await env.ARCHIVE.list({ prefix })).objects.map(({ key }) => key.slice(prefix.length));

/** The texts of a review that the archive holds. */
export const textsOf = async (docId: string): Promise<string[]> => {
  const found: string[] = [];
  for (const key of await keysOf(reviewPrefix(docId))) {
    if (!key.endsWith('.texts')) continue;
    const object = must(await env.ARCHIVE.get(reviewPrefix(docId) + key));
    found.push(...((await object.json()) as ReviewTexts).texts.map(({ text }) => text));
  }
  return found;
};

/** All threads of a document. */
export const everything = async (stub: Stub): Promise<Thread[]> =>
  answered(await stub.threads({ status: 'all', after: null, limit: 100 })).threads;

/** What verifying a document answers. */
export const verify = (docId: string): Promise<Json> =>
  expectJson(200, `/v1/admin/docs/${docId}/verify`, ADMIN);

/** Expects that nothing is wrong with a document whose review has this many entries. */
export async function expectSound(docId: string, entries: number): Promise<void> {
  expect(await verify(docId)).toMatchObject({ ok: true, checked: { entries }, problems: [] });
}
