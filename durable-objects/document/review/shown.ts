import { moveRange } from '../../../src/ot/anchor.ts';
import type { Comment, Thread } from '../../../src/protocol/review.ts';
import type { ThreadFilter, ThreadPage, ThreadPosition } from '../rpc.ts';
import type { OpLog } from '../storage/op-log.ts';
import type { Anchors } from './anchors.ts';
import type { People } from './people.ts';
import type { ReviewLog } from './review-log.ts';
import type { Suggestions } from './suggestions.ts';
import type { ThreadHead, ThreadRows } from './thread-rows.ts';
import type { StoredComment, StoredThread } from './thread-state.ts';

const WHOLE = -1;
/** A page ends before its answer is too large to hold. */
export const PAGE_LENGTH = 4 * 1024 * 1024;

/** What threads and suggestions are shown from: `anchors` at the newest version, `number` the last change. */
export interface Shown {
  number: number;
  anchors: Anchors;
  threads: ThreadRows;
  suggestions: Suggestions;
  log: ReviewLog;
  people: Pick<People, 'get'>;
}

/** A thread as clients see it. */
export function threadOf({ anchors, log, people }: Shown, thread: StoredThread): Thread {
  const { id, whole, quote, suggestion, resolved, comments } = thread;
  const range = whole ? null : (anchors.rangeOf(id) ?? { index: 0, length: 0 });
  const texts = log.textsOf(id);
  return {
    id,
    version: anchors.version,
    range,
    quote,
    detached: range?.length === 0,
    resolved: resolved && { at: iso(resolved.at), by: people.get(resolved.by) },
    createdAt: iso(comments[0]?.at ?? 0),
    suggestionId: suggestion,
    comments: comments.map((comment) => commentOf(people, comment, (text) => texts.get(text) ?? null)),
  };
}

/** About how long a thread is. */
export function lengthOf({ comments }: Thread): number {
  let length = 0;
  for (const { body } of comments) length += body?.length ?? 0;
  return length;
}

/** A page of the list of threads; each page goes on after the thread `after`, wherever that is by now. */
export function pageOf(
  shown: Shown,
  text: OpLog,
  { status, after, limit }: { status: ThreadFilter; after: ThreadPosition | null; limit: number },
): ThreadPage {
  const { anchors, threads } = shown;
  const heads = new Map(threads.heads().map((head) => [head.id, head]));
  const inOrder = [...heads.values()].filter(({ whole }) => whole).map(({ id }) => ({ id, index: WHOLE }));
  for (const { id, anchor } of anchors.list()) inOrder.push({ id, index: anchor.index });
  const { version } = anchors;
  const rest = inOrder
    .slice(after === null ? 0 : placeAfter(inOrder, after, { text, threads, heads }))
    .filter(({ id }) => status === 'all' || heads.get(id)?.isResolved === (status === 'resolved'));
  const page: Thread[] = [];
  let length = 0;
  let taken = 0;
  for (const { id } of rest.slice(0, limit)) {
    if (length >= PAGE_LENGTH) break;
    const thread = threads.get(id);
    taken++;
    if (thread === null) continue;
    const one = threadOf(shown, thread);
    length += lengthOf(one);
    page.push(one);
  }
  const last = rest[taken - 1];
  return {
    version,
    threads: page,
    next: rest.length > taken && last !== undefined ? { version, ...last } : null,
  };
}

// Where the list goes on after a thread. Of one that is gone, only its place is left, which has moved with the text.
function placeAfter(
  inOrder: readonly { id: string; index: number }[],
  { id, index, version }: ThreadPosition,
  {
    text,
    threads,
    heads,
  }: { text: OpLog; threads: ThreadRows; heads: ReadonlyMap<string, Pick<ThreadHead, 'created'>> },
): number {
  const at = inOrder.findIndex((one) => one.id === id);
  if (at >= 0) return at + 1;
  const begun = threads.createdOf(id);
  const moved = index === WHOLE ? WHOLE : movedTo(text, index, version);
  const next = inOrder.findIndex((one) =>
    one.index === WHOLE && moved === WHOLE
      ? (heads.get(one.id)?.created ?? 0) > begun
      : one.index >= moved && one.index !== WHOLE,
  );
  return next < 0 ? inOrder.length : next;
}

function movedTo(text: OpLog, index: number, version: number): number {
  if (version < text.from) return index;
  let range = { index, length: 0 };
  for (const { from, entries } of text.framesAfter(version)) {
    for (const { delta } of entries.slice(Math.max(0, version - from))) range = moveRange(range, delta);
  }
  return range.index;
}

/** A comment as clients see it; `textAt` finds the text of an entry. */
export function commentOf(
  people: Pick<People, 'get'>,
  { id, author, at, editedAt, text, mentions }: StoredComment,
  textAt: (number: number) => string | null,
): Comment {
  return {
    id,
    author: people.get(author),
    body: text === null ? null : textAt(text),
    mentions: mentions.map((user) => ({ id: user, name: people.get(user).name })),
    at: iso(at),
    editedAt: editedAt === null ? null : iso(editedAt),
  };
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
