import type { DocumentStatus } from '../../durable-objects/document/rpc.ts';
import { type DocumentStub, documentStub } from '../content/stub.ts';
import { uploadsIn } from '../ot/uploads.ts';
import { deleteKeys } from '../platform/archive/delete-keys.ts';
import { frameLines } from '../platform/archive/frame-lines.ts';
import { segmentKey } from '../platform/archive/keys.ts';
import { mergeSegments } from '../platform/archive/merge-segments.ts';
import { ENOUGH_VERSIONS } from '../platform/archive/mergeable.ts';
import {
  type ArchivedFrame,
  BrokenChain,
  GENESIS_HEX,
  proveFrame,
  type Segment,
} from '../platform/archive/segment.ts';
import { SegmentCutter } from '../platform/archive/segment-cutter.ts';
import { archivedFrames, writeSegment } from '../platform/archive/segment-store.ts';
import type { DocumentRow } from '../platform/db/access.ts';
import { findArchived, findDocument, type RevisionRow, recordArchived } from '../platform/db/documents.ts';
import type { IndexedText } from '../platform/db/search.ts';
import { toMinute } from '../platform/db/touch.ts';
import { noteNamed } from '../platform/db/uploads.ts';
import { eventsBy, publishEvents, SYSTEM } from '../platform/events/publish.ts';
import type { Work } from '../platform/events/work.ts';
import { count, observe } from '../platform/observability/metrics.ts';
import type { Event } from '../platform/queues/events.ts';
import { archiveReview } from './archive-review.ts';
import { diverge, follow, hasMoved } from './diverge.ts';
import { GrowingRevisions } from './growing-revisions.ts';
import { editorsAfter } from './last-editors.ts';
import { tellUntold } from './tell-untold.ts';
import { textToIndex } from './text-to-index.ts';

// Another consumer of the same document may be faster this often before the message is tried again later.
const TRIES = 3;
// D1 is told after this many segments, so that a long log is archived even when no consumer lives to see its end.
const SEGMENTS_A_COMMIT = 8;
// After this many versions a listing is worth its cost, to see whether small segments have accumulated.
const MERGE_EVERY = 256;

/**
 * Archives what a Document has written since it was last archived. It proves frame by frame that this continues the
 * archived log (I4), brings D1 up to date and acknowledges. It asks the Document and D1 and trusts no message, so it
 * may run twice, late, or concurrently, and end at any step: the next run leads to the same state (I7). Returns the
 * document as archived; null when there is none, or when it has diverged from its archive. Throws when something
 * cannot be reached: try again.
 */
export async function reconcile(work: Work, docId: string): Promise<DocumentRow | null> {
  for (let i = 0; i < TRIES; i++) {
    const known = await findArchived(work.db, docId);
    if (known === undefined) {
      // Created in the Document, but without a row, or erased: no client can reach it.
      work.log.warn('a change of a document that has no row', { docId });
      return null;
    }
    if (known.document.divergedAt !== null) {
      await follow(work, known.document);
      return null;
    }
    try {
      const archived = await new Reconciliation(work, known.document, known.revision).run();
      if (archived !== null) return archived;
    } catch (error) {
      if (!(error instanceof BrokenChain)) throw error;
      if (await hasMoved(work, known.document)) continue;
      await diverge(work, known.document, error);
      return null;
    }
  }
  throw new Error(`the document ${docId} is being reconciled by others`);
}

/** One attempt, from D1's state. */
class Reconciliation {
  readonly #work: Work;
  readonly #stub: DocumentStub;
  /** D1's state so far. */
  #document: DocumentRow;
  /** How far the log is proved. */
  #version: number;
  #chain: string;
  readonly #revisions: GrowingRevisions;
  #editors: string[];
  /** The keys of what was stored since D1 was told. */
  #written: string[] = [];
  /** The uploads that the frames since then insert, and when they did. */
  readonly #named = new Map<string, number>();
  #firstAt: number | null = null;
  #lastAt = 0;

  constructor(work: Work, document: DocumentRow, revision: RevisionRow | null) {
    this.#work = work;
    this.#stub = documentStub(work.env, document);
    this.#document = document;
    this.#version = document.archivedVersion;
    this.#chain = document.archivedChain || GENESIS_HEX;
    this.#revisions = new GrowingRevisions(revision, document.logFrom);
    this.#editors = document.lastEditors;
  }

  /** The document as D1 has it afterwards; null when another consumer was faster. */
  async run(): Promise<DocumentRow | null> {
    const from = this.#version;
    await this.#catchUpRevisions();
    const frames = frameLines(await this.#openLog());
    const cutter = new SegmentCutter(this.#document.id, this.#chain);
    let stored = 0;
    for await (const { frame, bytes } of frames) {
      const full = cutter.take(frame, bytes);
      if (full !== null) {
        await this.#store(full);
        stored++;
        if (stored % SEGMENTS_A_COMMIT === 0 && !(await this.#commit(null))) return null;
      }
      this.#prove(frame);
    }
    const rest = cutter.rest();
    if (rest !== null) await this.#store(rest);
    const status = await this.#stub.status();
    if (!status.ok) throw this.#lost(status.error.code);
    this.#compare(status.value);
    if (!(await this.#commit(status.value))) return null;
    const { archivedVersion: version, snapshotVersion: snapshot } = this.#document;
    await this.#stub.acknowledge({ version, snapshot });
    const { review } = status.value;
    if (review?.owed) {
      const { id: docId } = this.#document;
      await tellUntold(this.#work, { document: this.#document, stub: this.#stub }, review);
      await archiveReview(this.#work, { docId, stub: this.#stub, archived: version }, review);
    }
    if (this.#firstAt !== null) {
      observe('reconcile_lag_versions', version - from);
      observe('reconcile_lag_seconds', (Date.now() - this.#firstAt) / 1000);
    }
    await this.#tidy(from);
    return this.#document;
  }

  // Revisions that are behind (after a restored database, or a recovery to an earlier version) grow from the archive.
  async #catchUpRevisions(): Promise<void> {
    const { id, archivedVersion } = this.#document;
    const known = this.#revisions.version;
    if (known >= archivedVersion) return;
    const frames = archivedFrames(this.#work.env.ARCHIVE, id, known, archivedVersion);
    for await (const frame of frames) this.#revisions.take(frame);
  }

  // What comes after D1's state. What the Document no longer keeps (after a restored database) is in the archive: D1
  // takes it over from there.
  async #openLog(): Promise<ReadableStream<Uint8Array>> {
    let frames = await this.#stub.frames(this.#version);
    if (!frames.ok && frames.error.code === 'pruned') {
      const archived = archivedFrames(this.#work.env.ARCHIVE, this.#document.id, this.#version);
      for await (const frame of archived) this.#prove(frame);
      frames = await this.#stub.frames(this.#version);
      if (!frames.ok && frames.error.code === 'pruned') {
        throw new BrokenChain(this.#version, 'neither the Document nor the archive holds what comes next');
      }
    }
    if (!frames.ok) throw this.#lost(frames.error.code);
    return frames.value;
  }

  #prove(frame: ArchivedFrame): void {
    this.#chain = proveFrame(frame, this.#version, this.#chain);
    this.#version = frame.last;
    this.#revisions.take(frame);
    this.#editors = editorsAfter(this.#editors, frame);
    for (const { delta } of frame.entries)
      for (const hash of uploadsIn(delta, this.#document.id)) this.#named.set(hash, frame.at);
    this.#firstAt ??= frame.at;
    this.#lastAt = frame.at;
  }

  async #store(segment: Segment): Promise<void> {
    const stored = await writeSegment(this.#work.env.ARCHIVE, segment);
    count('archive_segments_total', { outcome: stored.kind });
    if (stored.kind === 'different') {
      throw new BrokenChain(segment.from, `up to version ${segment.to} another log is archived`);
    }
    if (stored.kind !== 'written') return;
    this.#written.push(segmentKey(segment.docId, segment.from, segment.to));
    count('archive_bytes_total', { kind: 'segment' }, stored.bytes);
  }

  // What was archived and the Document's own head must be one log.
  #compare({ version, chain }: DocumentStatus): void {
    if (version < this.#version) {
      throw new BrokenChain(version, `the Document ends there, the archive at version ${this.#version}`);
    }
    if (version === this.#version && chain !== this.#chain) {
      throw new BrokenChain(version, 'the Document and the archive have different hash chains');
    }
  }

  // On the way (no status) only the archive's progress; at the end also the Document's state.
  async #commit(status: DocumentStatus | null): Promise<boolean> {
    const { id, archivedVersion } = this.#document;
    const { length, size } = status ?? this.#document;
    const version = Math.max(this.#document.version, status?.version ?? this.#version);
    const updatedAt = Math.max(this.#document.updatedAt, this.#lastAt);
    const text = status === null ? null : await this.#textToIndex(status, updatedAt);
    const revisions = this.#revisions.changed;
    // Before the frames count as archived: a run that is cut off here does it again.
    await noteNamed(this.#work.db, id, this.#named);
    this.#named.clear();
    const isNews = this.#version > archivedVersion || version > this.#document.version || text !== null;
    if (isNews || revisions.length > 0) {
      const archived = {
        version: this.#version,
        chain: this.#chain,
        revisions,
        lastEditors: this.#editors,
        head: { version, length, size, updatedAt },
        text,
        events: this.#runsBegun(revisions),
      };
      if (!(await recordArchived(this.#work.db, this.#document, archived))) {
        await this.#giveUp();
        return false;
      }
      this.#revisions.settle();
      this.#written = [];
      const { env, db, log } = this.#work;
      await publishEvents(env, db, log, archived.events);
    }
    this.#document = {
      ...this.#document,
      archivedVersion: this.#version,
      archivedChain: this.#chain,
      version,
      updatedAt,
      touchedAt: Math.max(this.#document.touchedAt, toMinute(updatedAt)),
      indexedVersion: text?.version ?? this.#document.indexedVersion,
    };
    this.#work.log.info('archived', { docId: id, from: archivedVersion, to: this.#version });
    return true;
  }

  // One event for each run, when it begins; not for runs that only grow, or come back from the archive.
  #runsBegun(revisions: readonly RevisionRow[]): Event[] {
    const { id: docId, archivedVersion } = this.#document;
    const begun = revisions.filter(({ fromVersion }) => fromVersion >= archivedVersion);
    return eventsBy(
      SYSTEM,
      begun.map(({ authors: userIds, fromVersion: from, toVersion: to }) => ({
        type: 'document.updated',
        docId,
        userIds,
        from,
        to,
      })),
    );
  }

  // What another consumer has archived too is one log with this, and may stay. What a recovery has given up would
  // block the versions that are assigned again.
  async #giveUp(): Promise<void> {
    const { id, generation } = this.#document;
    const now = await findDocument(this.#work.db, id);
    if (now?.generation !== generation) await deleteKeys(this.#work.env.ARCHIVE, this.#written);
  }

  // Edits must not wait for search: what cannot be read for it now is indexed the next time.
  async #textToIndex(status: DocumentStatus, at: number): Promise<IndexedText | null> {
    try {
      const versions = this.#version - this.#document.archivedVersion;
      return await textToIndex(this.#stub, this.#document, status, { versions, at });
    } catch (error) {
      this.#work.log.warn('a text cannot be indexed', { docId: this.#document.id, error: String(error) });
      return null;
    }
  }

  // Everything is done by now: the next run, or the sweep, repeats what fails here.
  async #tidy(from: number): Promise<void> {
    const { id } = this.#document;
    if (Math.floor(this.#version / MERGE_EVERY) === Math.floor(from / MERGE_EVERY)) return;
    try {
      const merged = await mergeSegments(
        this.#work.env.ARCHIVE,
        id,
        Math.max(0, this.#version - 2 * ENOUGH_VERSIONS),
      );
      count('archive_segments_merged_total', {}, merged.of);
    } catch (error) {
      this.#work.log.error('segments cannot be merged', { docId: id, error: String(error) });
    }
  }

  #lost(code: string): Error {
    return new Error(`the Document of ${this.#document.id} answers ${code}`);
  }
}
