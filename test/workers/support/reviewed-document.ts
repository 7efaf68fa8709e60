import { env } from 'cloudflare:workers';
import { expect, vi } from 'vitest';
import { GENESIS } from '../../../src/platform/archive/chain.ts';
import { commitmentTo, linkReview, type ReviewEntry } from '../../../src/platform/archive/review-chain.ts';
import { newDocument, type Stub } from './peer.ts';
import { answered, rowsOf } from './review.ts';

/** The author of what `write` writes. */
export const WRITER = 'personxxxxxxxxxxxxxxxx';

/** Keeps what documents owe in them: nothing reaches the queues. */
export function holdQueues(): void {
  vi.spyOn(env.DOCUMENT_CHANGES, 'send').mockResolvedValue({} as QueueSendResponse);
  vi.spyOn(env.DOCUMENT_SNAPSHOTS, 'send').mockResolvedValue({} as QueueSendResponse);
}

/** A document of one line, at version 1. */
export const documentWith = async (text: string) => newDocument([{ insert: `${text}\n` }]);

/** Writes operations one after the other through the REST API; returns the version after the last one. */
export async function write(stub: Stub, version: number, ...deltas: unknown[]): Promise<number> {
  let at = version;
  for (const delta of deltas)
    at = answered(await stub.edit({ userId: WRITER, baseVersion: at, delta })).version;
  return at;
}

/** Proves numbers, chain and texts of the whole review log (I4); returns its entries. */
export async function proveLog(stub: Stub): Promise<ReviewEntry[]> {
  let chain = GENESIS;
  const rows = await rowsOf(stub, 'review_log');
  const entries = rows.map((row, i) => {
    const { number, version, at, entry } = row as Record<'number' | 'version' | 'at', number> & {
      entry: string;
    };
    expect(number).toBe(i + 1);
    chain = linkReview(chain, { number, version, at, entry });
    expect(new Uint8Array(row.chain as ArrayBuffer)).toEqual(chain);
    return JSON.parse(entry) as ReviewEntry;
  });
  for (const { number, salt, text } of await rowsOf(stub, 'review_texts'))
    expect(entries[(number as number) - 1]).toMatchObject({
      text: commitmentTo(salt as string, text as string),
    });
  return entries;
}
