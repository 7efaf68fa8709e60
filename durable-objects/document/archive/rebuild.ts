import { EMPTY_DOCUMENT, isDocument, keepsLastNewline } from '../../../src/ot/last-newline.ts';
import { documentLength } from '../../../src/ot/lengths.ts';
import type { Delta } from '../../../src/ot/op.ts';
import { link } from '../../../src/platform/archive/chain.ts';
import { KEEP_VERSIONS } from '../../../src/platform/archive/retention.ts';
import {
  type ArchivedFrame,
  BrokenChain,
  fromHex,
  GENESIS_HEX,
  proveFrame,
  toHex,
} from '../../../src/platform/archive/segment.ts';
import {
  ArchiveUnreadable,
  archivedFrames,
  listSegments,
} from '../../../src/platform/archive/segment-store.ts';
import { listSnapshotVersions, readSnapshot } from '../../../src/platform/archive/snapshot-store.ts';
import { type Frame, type LastOperation, makeFrame, unitsAfter } from '../collab/frame.ts';
import { type Checkpoint, storeNewest, storeText } from '../storage/checkpoints.ts';
import { noteClients, storeClients, storeRow } from '../storage/log-rows.ts';
import { Meta, type MetaValues, NEVER } from '../storage/meta.ts';
import { replay } from '../storage/replay.ts';
import { adoptStaging, createStaging, hasSchema, staged } from '../storage/schema.ts';
import { SECTION_BYTES } from '../storage/section-rows.ts';
import { sections, stretchOf } from '../storage/sections.ts';
import { adoptReview, type GatheredReview, gatherReview } from './review-rebuild.ts';

/** A document that was gathered from the archive. It lies in staging tables until it is adopted. */
export interface Rebuilt {
  version: number;
  base: MetaValues['base'];
  checkpoint: Checkpoint;
  /** The end of the last segment that lies wholly at or before `version`. */
  archived: number;
  /** The snapshot that it was built on. */
  snapshot: number;
  review: GatheredReview;
  /** When its first kept frame was committed, ms since 1970; null without any. */
  startedAt: number | null;
}

// Characters of the log, as JSON, that are composed into the text at a time.
const RUN_LENGTH = 1024 * 1024;
const RECOVERIES = 50;

/**
 * Gathers a document from the archive, up to `upTo` (null: all that is archived): the newest readable snapshot, the log
 * after it, and as much of the log before it as a Document keeps; and the review of that version. Proves each frame against the hash chain, and that it
 * fits the text. Writes to the staging tables only. `nothing`: the archive does not know the document.
 * `unknown_version`: the archive does not reach `upTo`. Throws BrokenChain when the archive contradicts itself, and
 * passes on the errors of reading it.
 */
export async function gather(
  storage: DurableObjectStorage,
  bucket: R2Bucket,
  docId: string,
  upTo: number | null,
): Promise<Rebuilt | 'nothing' | 'unknown_version'> {
  // A snapshot is archived after the log that leads to it. With the segments listed first, a new snapshot could seem to
  // lack its log.
  const snapshots = await listSnapshotVersions(bucket, docId);
  const segments = await listSegments(bucket, docId, 0);
  if (segments.length === 0 && snapshots.length === 0) return 'nothing';
  const end = segments[segments.length - 1]?.to ?? 0;
  const version = upTo ?? end;
  if (version > end) return 'unknown_version';
  const newest = snapshots[snapshots.length - 1] ?? 0;
  if (upTo === null && newest > end)
    throw new BrokenChain(end, `there is a snapshot of version ${newest}, and no log up to it`);

  const text = await newestText(
    bucket,
    docId,
    snapshots.filter((at) => at <= version),
  );
  const staging = new Staging(storage.sql, text, version);
  // A log whose beginning has expired starts with a frame that ends at a snapshot or before it.
  const begins = segments[0] === undefined || segments[0].from === 0 ? 0 : segments[0].from + 1;
  const start = Math.max(begins, Math.min(text.version, version - KEEP_VERSIONS));
  // The frame that holds version `start` gives the hash chain that the next frame continues.
  for await (const frame of archivedFrames(bucket, docId, Math.max(0, start - 1), version)) {
    staging.take(frame, start);
  }
  const finished = staging.finish();
  return {
    ...finished,
    review: await gatherReview(bucket, docId, version, finished.checkpoint.length),
    archived: segments.filter(({ to }) => to <= version).pop()?.to ?? 0,
    snapshot: text.version,
  };
}

/**
 * Replaces what the object held by what was gathered, in one transaction. What the object knows of access stays, and so
 * does the last operation of each client before the gathered log.
 */
export function adopt(storage: DurableObjectStorage, docId: string, rebuilt: Rebuilt): void {
  const { sql } = storage;
  storage.transactionSync(() => {
    const { base, version } = rebuilt;
    const known = hasSchema(sql);
    if (known) {
      sql.exec(
        `INSERT OR IGNORE INTO ${staged('clients')} SELECT client, seq, version FROM clients WHERE version <= ?`,
        base.version,
      );
    }
    adoptStaging(sql);
    const meta = new Meta(sql);
    if (!known) {
      meta.set('docId', docId);
      meta.set('createdAt', rebuilt.startedAt ?? 0);
    }
    meta.set('base', base);
    meta.set('clientsFrom', base.version);
    meta.set('reconciledVersion', rebuilt.archived);
    meta.set('snapshotVersion', rebuilt.snapshot);
    meta.set('changesAsked', NEVER);
    meta.set('snapshotAsked', NEVER);
    meta.set('divergence', null);
    // It differs from every earlier generation, even when those are unknown.
    const generation = Math.max(meta.get('generation', 0) + 1, Math.floor(Date.now() / 1_000));
    meta.set('generation', generation);
    meta.set('recoveries', [...meta.get('recoveries', []).slice(-RECOVERIES), { generation, version }]);
    storeNewest(sql, rebuilt.checkpoint);
    adoptReview(sql, meta, version, rebuilt.review);
  });
}

/** Stores the rows as they arrive and composes the text from them. */
class Staging {
  readonly #sql: SqlStorage;
  readonly #target: number;
  #base: MetaValues['base'] | null;
  #version: number;
  #chain: string;
  #startedAt: number | null = null;
  #clients = new Map<string, LastOperation>();
  #run: Frame[] = [];
  #runLength = 0;
  #text: Delta;
  #textVersion: number;
  #length: number;

  constructor(sql: SqlStorage, text: { version: number; ops: Delta }, target: number) {
    this.#sql = sql;
    this.#target = target;
    this.#base = null;
    this.#version = 0;
    this.#chain = GENESIS_HEX;
    this.#text = text.ops;
    this.#textVersion = text.version;
    this.#length = documentLength(text.ops);
    createStaging(sql);
  }

  take(frame: ArchivedFrame, start: number): void {
    if (this.#base === null) {
      if (start > 0) {
        if (frame.last > this.#textVersion)
          throw new BrokenChain(this.#textVersion, 'the log neither begins with the snapshot nor before it');
        this.#base = { version: frame.last, chain: frame.chain, at: frame.at };
        this.#version = frame.last;
        this.#chain = frame.chain;
        return;
      }
      this.#base = { version: 0, chain: '', at: null };
    }
    proveFrame(frame, this.#version, this.#chain);
    this.#store(frame.last > this.#target ? this.#cut(frame) : frame);
  }

  finish(): Pick<Rebuilt, 'version' | 'base' | 'checkpoint' | 'startedAt'> {
    if (this.#version !== this.#target)
      throw new BrokenChain(this.#version, `the archive ends at version ${this.#version}`);
    this.#compose();
    if (this.#textVersion < this.#target)
      throw new BrokenChain(this.#textVersion, 'the log does not continue the snapshot');
    if (!isDocument(this.#text) || documentLength(this.#text) !== this.#length)
      throw new BrokenChain(this.#target, `what the log gives at version ${this.#target} is no document`);
    return {
      version: this.#target,
      base: this.#base ?? { version: 0, chain: '', at: null },
      checkpoint: storeText(this.#sql, staged('snapshot'), this.#target, [
        ...sections([stretchOf(this.#text)], SECTION_BYTES),
      ]),
      startedAt: this.#startedAt,
    };
  }

  // The target lies inside a frame: the frame is cut there and gets a link of its own in the hash chain.
  #cut(frame: ArchivedFrame): ArchivedFrame {
    const count = this.#target - frame.first + 1;
    const entries = frame.entries.slice(0, count);
    const authors = frame.authors.length === 1 ? frame.authors : frame.authors.slice(0, count);
    const cut = { ...frame, last: this.#target, entries, authors };
    return { ...cut, chain: toHex(link(fromHex(this.#chain), rowOf(cut))) };
  }

  #store(frame: ArchivedFrame): void {
    const { first, last, at, entries } = frame;
    const row = rowOf(frame);
    storeRow(this.#sql, staged('frames'), row, fromHex(frame.chain));
    noteClients(this.#clients, first - 1, entries);
    this.#startedAt ??= at;
    this.#version = last;
    this.#chain = frame.chain;
    if (last <= this.#textVersion) return;
    this.#run.push(makeFrame(first - 1, entries, row.entries.length));
    this.#runLength += row.entries.length;
    if (this.#runLength >= RUN_LENGTH) this.#compose();
  }

  #compose(): void {
    storeClients(this.#sql, staged('clients'), this.#clients);
    this.#clients.clear();
    const run = { framesAfter: () => this.#run };
    for (const { composed, change } of unitsAfter(run, this.#textVersion)) {
      if (!keepsLastNewline(composed, this.#length))
        throw new BrokenChain(
          this.#textVersion,
          `what follows version ${this.#textVersion} does not fit its text`,
        );
      this.#length += change;
    }
    const last = this.#run[this.#run.length - 1];
    if (last === undefined) return;
    this.#text = replay(this.#text, this.#textVersion, this.#run, last.to);
    this.#textVersion = last.to;
    this.#run = [];
    this.#runLength = 0;
  }
}

function rowOf(frame: Omit<ArchivedFrame, 'chain'>): Parameters<typeof link>[1] {
  const { first, last, at } = frame;
  return { first, last, at, authors: JSON.stringify(frame.authors), entries: JSON.stringify(frame.entries) };
}

// Skips an unreadable snapshot: an older one and the log after it lead to the same text.
async function newestText(
  bucket: R2Bucket,
  docId: string,
  versions: number[],
): Promise<{ version: number; ops: Delta }> {
  for (const version of versions.reverse()) {
    try {
      return { version, ops: await readSnapshot(bucket, docId, version) };
    } catch (error) {
      if (!(error instanceof ArchiveUnreadable)) throw error;
    }
  }
  return { version: 0, ops: EMPTY_DOCUMENT };
}
