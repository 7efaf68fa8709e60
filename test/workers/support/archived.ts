import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { eq } from 'drizzle-orm';
import { expect } from 'vitest';
import type { DocumentStatus } from '../../../durable-objects/document/rpc.ts';
import { must } from '../../../src/base/assert.ts';
import { extendRevisions } from '../../../src/content/revisions.ts';
import type { Delta } from '../../../src/ot/op.ts';
import { type ArchivedFrame, GENESIS_HEX, proveFrame } from '../../../src/platform/archive/segment.ts';
import { listSegments, archivedFrames as readArchive } from '../../../src/platform/archive/segment-store.ts';
import type { DocumentRow } from '../../../src/platform/db/access.ts';
import { database } from '../../../src/platform/db/database.ts';
import { findDocument, type RevisionRow } from '../../../src/platform/db/documents.ts';
import { revisions } from '../../../src/platform/db/schema.ts';
import { createDocument, type Person, person } from './api.ts';
import { documentOf, type Stub } from './peer.ts';

/** The id of another user than the owner, for edits that need no account. */
export const OTHER = 'somebodyxxxxxxxxxxxxxx';

/** A document that the API knows, to be written to directly. */
export interface Written {
  owner: Person;
  docId: string;
  stub: Stub;
}

/** A new document with a row in D1. */
export async function written(content?: Delta): Promise<Written> {
  const owner = await person();
  const docId = await createDocument(owner, content);
  const stub = documentOf(docId);
  await hush(stub);
  return { owner, docId, stub };
}

// The Document would nudge the reconciler 2 s after a write, possibly in the middle of a test.
async function hush(stub: Stub): Promise<void> {
  await runInDurableObject(stub, (_, { storage }) => storage.deleteAlarm());
}

/** Writes `count` operations of one frame each; returns the document's version afterwards. */
export async function write({ stub, owner }: Written, count: number, userId = owner.id): Promise<number> {
  let { version } = await statusOf(stub);
  for (let i = 0; i < count; i++)
    version = await edit(stub, userId, version, [{ insert: `${version % 10}` }]);
  return version;
}

/** Writes one operation; returns its version. */
export async function edit(stub: Stub, userId: string, baseVersion: number, delta: Delta): Promise<number> {
  const edited = await stub.edit({ userId, baseVersion, delta });
  if (!edited.ok) throw new Error(edited.error.message);
  await hush(stub);
  return edited.value.version;
}

/** The status of a Document. */
export async function statusOf(stub: Stub): Promise<DocumentStatus> {
  const status = await stub.status();
  if (!status.ok) throw new Error(status.error.message);
  return status.value;
}

/** D1's row of a document. */
export async function rowOf(docId: string): Promise<DocumentRow> {
  return must(await findDocument(database(env.DB), docId));
}

/** The revisions that D1 has, in order. */
export async function revisionsOf(docId: string): Promise<RevisionRow[]> {
  const rows = await database(env.DB)
    .select()
    .from(revisions)
    .where(eq(revisions.docId, docId))
    .orderBy(revisions.fromVersion);
  return rows.map(({ docId: _, ...revision }) => revision);
}

/** The archived log of a document. */
export async function archiveOf(docId: string): Promise<ArchivedFrame[]> {
  const frames: ArchivedFrame[] = [];
  for await (const frame of readArchive(env.ARCHIVE, docId, 0)) frames.push(frame);
  return frames;
}

/** The bounds of a document's archived segments. */
export async function segmentsOf(docId: string): Promise<[from: number, to: number][]> {
  return (await listSegments(env.ARCHIVE, docId, 0)).map(({ from, to }) => [from, to]);
}

/**
 * The goal of archiving (I4, I7): the archive has the Document's whole log, proved; D1 says so, with the revisions of
 * this log; and the Document knows.
 */
export async function expectArchived({ docId, stub }: Pick<Written, 'docId' | 'stub'>): Promise<void> {
  const status = await statusOf(stub);
  const frames = await archiveOf(docId);
  let version = 0;
  let chain = GENESIS_HEX;
  for (const frame of frames) {
    chain = proveFrame(frame, version, chain);
    version = frame.last;
  }
  expect({ version, chain }).toEqual({ version: status.version, chain: status.chain });
  expect(await rowOf(docId)).toMatchObject({
    version,
    archivedVersion: version,
    archivedChain: chain,
    length: status.length,
    divergedAt: null,
  });
  expect(await revisionsOf(docId)).toEqual(extendRevisions(null, frames).add);
  expect(status).toMatchObject({ reconciledVersion: version, divergence: null });
}
