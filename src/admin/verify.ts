import type { DocumentStatus } from '../../durable-objects/document/rpc.ts';
import { type DocumentStub, documentStub } from '../content/stub.ts';
import { framesOf } from '../platform/archive/frame-lines.ts';
import { snapshotKey } from '../platform/archive/keys.ts';
import { parseSnapshot, snapshotBody } from '../platform/archive/parse-snapshot.ts';
import { GENESIS_HEX } from '../platform/archive/segment.ts';
import {
  ArchiveUnreadable,
  listSegments,
  readSegment,
  type SegmentRef,
} from '../platform/archive/segment-store.ts';
import { listSnapshotVersions } from '../platform/archive/snapshot-store.ts';
import type { DocumentRow } from '../platform/db/access.ts';
import type { Database } from '../platform/db/database.ts';
import { type Beginning, type Problem, Replay } from './replay.ts';
import { verifyFork } from './verify-fork.ts';
import { verifyReview } from './verify-review.ts';
import { verifyUploads } from './verify-uploads.ts';

/** What a verification checked, and what it found. */
export interface Verification {
  ok: boolean;
  /** The version that the archived log begins after. */
  from: number;
  /** The newest version reached. */
  version: number;
  checked: {
    frames: number;
    segments: number;
    snapshots: number;
    versions: number;
    entries: number;
    uploads: number;
  };
  problems: Problem[];
  /** What reconciling had found before, if anything; recovering the document clears it. */
  divergence: string | null;
}

/** A check that is due when the replay has reached `version`. */
interface Mark {
  version: number;
  what: string;
  check: () => Promise<void> | void;
}

/**
 * Plays the whole log of a document, from version 0 or from where its archive begins, and compares everything on the
 * way (I4): every frame of the archive with the hash chain, every snapshot with the replay, what D1 remembers, and at
 * the end the log and the text in the object; its review; its uploads by their hashes; and, of a fork, where it met its origin. Only reads. Holds one segment, and two texts where it compares.
 */
export async function verifyDocument(env: Env, db: Database, document: DocumentRow): Promise<Verification> {
  const { id: docId, logFrom } = document;
  const beginning = logFrom === 0 ? null : await beginningOf(env.ARCHIVE, document);
  const replay = beginning === null ? new Replay() : new Replay(beginning);
  if (beginning?.text === null)
    replay.report(logFrom, 'snapshot', 'the snapshot that the log begins with cannot be read');
  const stub = documentStub(env, document);
  const checked = { segments: 0, snapshots: 0 };
  const status = await statusOf(stub, replay);
  // Versions from before the log can be read, but no longer proved.
  const versions = (await listSnapshotVersions(env.ARCHIVE, docId)).filter((version) => version > logFrom);
  const marks = new Marks(replay, [
    ...versions.map((version) => ({
      version,
      what: `the snapshot of version ${version}`,
      check: async () => {
        const object = await env.ARCHIVE.get(snapshotKey(docId, version));
        if (object === null)
          return replay.report(version, 'unreadable', 'a snapshot is listed, but not there');
        replay.compare(await object.text(), 'snapshot', `the snapshot of version ${version}`);
        checked.snapshots++;
      },
    })),
    chainMark(
      replay,
      document.archivedVersion,
      document.archivedChain || GENESIS_HEX,
      'what D1 says is archived',
    ),
    ...(status === null ? [] : [chainMark(replay, status.version, status.chain, 'the head of the object')]),
  ]);

  await playArchive(env.ARCHIVE, docId, replay, marks, checked);
  if (document.archivedVersion > replay.version) {
    replay.report(
      replay.version,
      'gap',
      `D1 says that version ${document.archivedVersion} is archived; the archive ends before it`,
    );
  }
  if (status !== null) await playObject(stub, status, replay, marks);
  await marks.finish();
  const review = await verifyReview(env.ARCHIVE, docId, stub, status?.review ?? null);
  const forked = await verifyFork(env, db, document);
  const files = await verifyUploads(env.ARCHIVE, docId);
  const problems = [...replay.problems, ...review.problems, ...forked, ...files.problems];
  return {
    ok: problems.length === 0,
    from: logFrom,
    version: replay.version,
    checked: {
      frames: replay.frames,
      ...checked,
      versions: replay.version - logFrom,
      entries: review.entries,
      uploads: files.uploads,
    },
    problems,
    divergence: document.divergence,
  };
}

/** The checks on the way, in the order of versions. */
class Marks {
  readonly #replay: Replay;
  readonly #left: Mark[];

  constructor(replay: Replay, marks: readonly Mark[]) {
    this.#replay = replay;
    this.#left = [...marks].sort((a, b) => b.version - a.version);
  }

  /** Runs the checks that are due at the version reached. */
  async pass(): Promise<void> {
    for (let mark = this.#next(); mark !== undefined && mark.version <= this.#replay.version; ) {
      this.#left.pop();
      if (mark.version === this.#replay.version) await mark.check();
      else this.#replay.report(mark.version, 'gap', `${mark.what} is at no version that the log reaches`);
      mark = this.#next();
    }
  }

  /** Nothing more will be reached. */
  async finish(): Promise<void> {
    await this.pass();
    for (const { version, what } of this.#left.reverse())
      this.#replay.report(version, 'gap', `${what} is beyond the end of the log at ${this.#replay.version}`);
  }

  #next(): Mark | undefined {
    return this.#left[this.#left.length - 1];
  }
}

function chainMark(replay: Replay, version: number, chain: string, what: string): Mark {
  const check = () => {
    if (chain !== replay.chain) replay.report(version, 'chain', `${what} has another hash chain`);
  };
  return { version, what, check };
}

async function playArchive(
  bucket: R2Bucket,
  docId: string,
  replay: Replay,
  marks: Marks,
  checked: { segments: number },
): Promise<void> {
  const gone = new Set<string>();
  let refs = await listSegments(bucket, docId, replay.version);
  for (let i = 0; i < refs.length; ) {
    const ref = refs[i] as SegmentRef;
    try {
      const segment = await readSegment(bucket, docId, ref);
      await marks.pass();
      replay.continueAt(segment.from, segment.chain, ref.key);
      for (const frame of segment.frames) {
        await marks.pass();
        replay.play(frame, ref.key);
      }
      checked.segments++;
    } catch (error) {
      if (!(error instanceof ArchiveUnreadable)) throw error;
      // Merged into a larger one since it was listed; or truly gone, if it is listed once more.
      if (error.gone && !gone.has(ref.key)) {
        gone.add(ref.key);
        refs = await listSegments(bucket, docId, replay.version);
        i = 0;
        continue;
      }
      replay.report(ref.from, 'unreadable', error.message);
    }
    i++;
  }
  await marks.pass();
}

async function playObject(
  stub: DocumentStub,
  status: DocumentStatus,
  replay: Replay,
  marks: Marks,
): Promise<void> {
  const archived = replay.version;
  if (status.version < archived) {
    replay.report(
      archived,
      'object',
      `the object ends at version ${status.version}, the archive at ${archived}`,
    );
    return;
  }
  const frames = await stub.frames(Math.max(archived, status.keptFrom));
  if (!frames.ok) {
    replay.report(archived, 'object', `the object does not hand over its log: ${frames.error.message}`);
    return;
  }
  for await (const frame of framesOf(frames.value)) {
    await marks.pass();
    replay.play(frame, 'the object');
  }
  await marks.pass();
  const read = await stub.read(replay.version);
  if (!read.ok) replay.report(replay.version, 'object', `the object cannot be read: ${read.error.message}`);
  else replay.compare(snapshotBody(replay.version, read.value.ops), 'object', 'the text in the object');
}

async function statusOf(stub: DocumentStub, replay: Replay): Promise<DocumentStatus | null> {
  try {
    const status = await stub.status();
    if (status.ok) return status.value;
    replay.report(0, 'object', status.error.message);
  } catch (error) {
    replay.report(0, 'object', `the object does not answer: ${String(error)}`);
  }
  return null;
}

async function beginningOf(bucket: R2Bucket, { id, logFrom, logChain }: DocumentRow): Promise<Beginning> {
  const body = await (await bucket.get(snapshotKey(id, logFrom)))?.text();
  const text = body === undefined ? null : parseSnapshot(body, logFrom);
  return { version: logFrom, chain: logChain, text };
}
