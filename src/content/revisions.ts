import { SERVER_USER } from '../base/ids.ts';
import { opLength } from '../ot/lengths.ts';
import { type ArchivedFrame, authorOf } from '../platform/archive/segment.ts';
import type { revisions } from '../platform/db/schema.ts';

/** A run of operations by the same people, as it is stored. */
export type Revision = Omit<typeof revisions.$inferSelect, 'docId'>;

const SECOND = 1000;
const MINUTE = 60 * SECOND;

// A pause this long ends a revision.
const PAUSE_MS = 5 * MINUTE;
// Authors who write this soon after each other write at the same time, and share a revision.
const TOGETHER_MS = 30 * SECOND;
// A long session is several revisions, each short enough to look at.
const MAX_VERSIONS = 1_000;
const MAX_MS = 60 * MINUTE;

/**
 * The revisions after `frames`, which follow `last` (the newest stored one, null for none): what `last` grew into,
 * null if it did not, and those after it. A left fold over the frames, so the rows are the same however the log was
 * cut into batches; frames that `last` already covers are skipped. Without a `last` the log begins after version
 * `begins`. Throws when versions are missing in between.
 */
export function extendRevisions(
  last: Revision | null,
  frames: Iterable<ArchivedFrame>,
  begins = 0,
): { replace: Revision | null; add: Revision[] } {
  const add: Revision[] = [];
  let replace: Revision | null = null;
  let newest = last;
  for (const frame of frames) {
    const known = newest?.toVersion ?? begins;
    if (frame.last <= known) continue;
    if (frame.first !== known + 1)
      throw new Error(`The versions ${known + 1} to ${frame.first - 1} are missing`);
    const authors = writersOf(frame);
    if (newest !== null && belongs(newest, frame, authors)) {
      newest = grown(newest, frame, authors);
      if (add.length > 0) add[add.length - 1] = newest;
      else replace = newest;
    } else {
      newest = begun(frame, authors);
      add.push(newest);
    }
  }
  return { replace, add };
}

/** The users of a frame, in order of appearance; the Document's own repairs have no author. */
function writersOf(frame: ArchivedFrame): string[] {
  const writers = new Set(frame.entries.map((_, i) => authorOf(frame, i)));
  return [...writers].filter((id) => !id.startsWith(SERVER_USER));
}

function belongs(revision: Revision, frame: ArchivedFrame, authors: readonly string[]): boolean {
  const pause = frame.at - revision.endedAt;
  if (pause >= PAUSE_MS || frame.at - revision.startedAt > MAX_MS) return false;
  if (frame.last - revision.fromVersion > MAX_VERSIONS) return false;
  return pause <= TOGETHER_MS || authors.every((id) => revision.authors.includes(id));
}

function grown(revision: Revision, frame: ArchivedFrame, authors: readonly string[]): Revision {
  const { inserted, deleted } = amounts(frame);
  return {
    ...revision,
    toVersion: frame.last,
    authors: [...new Set([...revision.authors, ...authors])],
    // The clocks of two machines may disagree; time never runs backwards in a revision.
    endedAt: Math.max(revision.endedAt, frame.at),
    inserted: revision.inserted + inserted,
    deleted: revision.deleted + deleted,
  };
}

function begun(frame: ArchivedFrame, authors: string[]): Revision {
  return {
    fromVersion: frame.first - 1,
    toVersion: frame.last,
    authors,
    startedAt: frame.at,
    endedAt: frame.at,
    ...amounts(frame),
  };
}

function amounts(frame: ArchivedFrame): { inserted: number; deleted: number } {
  let inserted = 0;
  let deleted = 0;
  for (const { delta } of frame.entries) {
    for (const op of delta) {
      if ('insert' in op) inserted += opLength(op);
      else if ('delete' in op) deleted += op.delete;
    }
  }
  return { inserted, deleted };
}
