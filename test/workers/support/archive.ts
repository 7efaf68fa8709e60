import { evictDurableObject, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import type { Delta } from '../../../src/ot/op.ts';
import { link } from '../../../src/platform/archive/chain.ts';
import { frameLines } from '../../../src/platform/archive/frame-lines.ts';
import {
  type ArchivedFrame,
  fromHex,
  GENESIS_HEX,
  makeSegment,
  toHex,
} from '../../../src/platform/archive/segment.ts';
import { writeSegment } from '../../../src/platform/archive/segment-store.ts';
import { writeSnapshot } from '../../../src/platform/archive/snapshot-store.ts';
import type { Entry } from '../../../src/protocol/messages.ts';
import type { Stub } from './peer.ts';

/** The log of a Document after `from`, as the reconciler reads it. Throws when the Document refuses. */
export async function archivedFrames(stub: Stub, from: number): Promise<ArchivedFrame[]> {
  const answer = await stub.frames(from);
  if (!answer.ok) throw new Error(answer.error.message);
  const frames: ArchivedFrame[] = [];
  for await (const { frame } of frameLines(answer.value)) frames.push(frame);
  return frames;
}

/** Stores frames in the archive as segments of `size` frames; `before` is the hash chain before the first of them. */
export async function storeFrames(
  docId: string,
  frames: readonly ArchivedFrame[],
  size = frames.length,
  before = GENESIS_HEX,
): Promise<void> {
  let chain = before;
  for (let start = 0; start < frames.length; start += size) {
    const part = frames.slice(start, start + size);
    await writeSegment(env.ARCHIVE, makeSegment(docId, chain, part));
    chain = part.at(-1)?.chain ?? chain;
  }
}

/** Stores a snapshot in the archive. */
export async function storeSnapshot(docId: string, version: number, ops: Delta): Promise<void> {
  await writeSnapshot(env.ARCHIVE, docId, version, { ops, json: JSON.stringify(ops) });
}

/** A handmade log: a frame for each list of entries, chained from the beginning, by one author or one for each. */
export function makeLog(
  frames: readonly (readonly Entry[])[],
  authorOf: (frame: number) => string = () => 'writerxxxxxxxxxxxxxxxx',
): ArchivedFrame[] {
  let chain = GENESIS_HEX;
  let version = 0;
  return frames.map((entries, i) => {
    const row = { first: version + 1, last: version + entries.length, at: 1_700_000_000_000 + i };
    const authors = [authorOf(i)];
    chain = toHex(
      link(fromHex(chain), {
        ...row,
        authors: JSON.stringify(authors),
        entries: JSON.stringify(entries),
      }),
    );
    version = row.last;
    return { ...row, authors, chain, entries: [...entries] };
  });
}

/** The client id of the operations of `typing`. */
export const WRITER = 'writerxx-00000000';

/** A log of `count` operations, `perFrame` in a frame, that each insert a character at the beginning. */
export function typing(count: number, perFrame: number): ArchivedFrame[] {
  const frames: Entry[][] = [];
  for (let seq = 1; seq <= count; seq += perFrame) {
    const length = Math.min(perFrame, count - seq + 1);
    frames.push(
      Array.from({ length }, (_, i) => ({
        client: WRITER,
        seq: seq + i,
        delta: [{ insert: String((seq + i) % 10) }],
      })),
    );
  }
  return makeLog(frames);
}

/** The text after the first `count` operations of `typing`. */
export function textOf(count: number): string {
  return `${Array.from({ length: count }, (_, i) => String((count - i) % 10)).join('')}\n`;
}

/** The object loses its storage, and forgets what it had in memory; its sockets stay. */
export async function loseStorage(stub: Stub): Promise<void> {
  await runInDurableObject(stub, (_, { storage }) => storage.deleteAll());
  await evictDurableObject(stub, { webSockets: 'hibernate' });
}
