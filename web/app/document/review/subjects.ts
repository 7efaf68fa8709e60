import type { Range } from '../../../../src/ot/op.ts';
import type { Thread } from '../../../../src/protocol/review.ts';
import type { ShownSuggestion } from '../../../collab/index.ts';

/** The id of the thread that is being begun, among those of subjects. */
export const DRAFT = 'draft';

/** A thread with a card of its own. */
interface ThreadSubject {
  kind: 'thread';
  id: string;
  thread: Thread;
  /** It was about a suggestion that is no longer open. */
  isLeft: boolean;
}

/** An open suggestion, with what is said of it. */
interface SuggestionSubject {
  kind: 'suggestion';
  id: string;
  suggestion: ShownSuggestion;
  thread: Thread | null;
}

/** What has a card. */
export type Subject = ThreadSubject | SuggestionSubject;

/**
 * All that has a card. A thread about an open suggestion is a part of its card; while it is not known which ones are open
 * (null), such threads have none.
 */
export function subjectsOf(
  threads: readonly Thread[],
  suggestions: readonly ShownSuggestion[] | null,
): Subject[] {
  const said = new Map(threads.map((thread) => [thread.id, thread]));
  const open = new Set((suggestions ?? []).map(({ id }) => id));
  const others = threads.filter(
    ({ suggestionId }) => suggestionId === null || (suggestions !== null && !open.has(suggestionId)),
  );
  return [
    ...others.map(
      (thread): Subject => ({ kind: 'thread', id: thread.id, thread, isLeft: thread.suggestionId !== null }),
    ),
    ...(suggestions ?? []).map((suggestion): Subject => {
      const thread = said.get(suggestion.told?.threadId ?? '') ?? null;
      return { kind: 'suggestion', id: suggestion.id, suggestion, thread };
    }),
  ];
}

/** What a subject is called as long as the page is open: a suggestion that is being typed gets its id when it is first sent. */
export function keyOf(subject: Subject): string {
  return (subject.kind === 'suggestion' ? subject.suggestion.was : null) ?? subject.id;
}

/** Whether something is still to be done about a subject. */
export function isOpen(subject: Subject): boolean {
  return subject.kind === 'suggestion' || subject.thread.resolved === null;
}

/** Whether a card of it stands beside the text while it is closed. */
export function isBeside(subject: Subject): boolean {
  return subject.kind === 'suggestion' || (subject.thread.resolved === null && !subject.isLeft);
}

/** The subject with this id; a thread about an open suggestion is found as that. Undefined for none. */
export function subjectNamed(subjects: readonly Subject[], id: string | null): Subject | undefined {
  return subjects.find((subject) => subject.id === id) ?? subjects.find(({ thread }) => thread?.id === id);
}

/** Where a subject is in what the editor shows, -1 for the whole document. */
export type PlaceOf = (subject: Subject) => number;

/** The places of subjects, from the ranges of threads and the first hunk of each suggestion. */
export function placesIn(
  ranges: ReadonlyMap<string, Range | null>,
  firstHunk: (id: string) => Range | undefined,
): PlaceOf {
  return (subject) => {
    if (subject.kind === 'suggestion') return firstHunk(subject.id)?.index ?? -1;
    return (ranges.get(subject.id) ?? subject.thread.range)?.index ?? -1;
  };
}

/** Subjects in the order of the text, those about the whole document first; of the same place the older first. */
export function inTextOrder(subjects: readonly Subject[], placeOf: PlaceOf): readonly Subject[] {
  return subjects
    .map((subject) => ({ subject, at: placeOf(subject), since: sinceOf(subject) }))
    .sort((a, b) => a.at - b.at || compare(a.since, b.since) || compare(a.subject.id, b.subject.id))
    .map(({ subject }) => subject);
}

/** The subject after, or before, the place `index` in the text or the subject `from`; round at the ends. Null for none. */
export function neighbourOf(
  subjects: readonly Subject[],
  from: { id: string | null; index: number },
  placeOf: PlaceOf,
  step: 1 | -1,
): Subject | null {
  const at = subjects.findIndex(({ id }) => id === from.id);
  const count = subjects.length;
  if (count === 0) return null;
  if (at >= 0) return subjects[(at + step + count) % count] ?? null;
  const after = subjects.findIndex((subject) => placeOf(subject) >= from.index);
  if (step === 1) return subjects[after < 0 ? 0 : after] ?? null;
  return subjects[((after < 0 ? count : after) - 1 + count) % count] ?? null;
}

// What the server does not know yet is the newest.
function sinceOf(subject: Subject): string {
  return subject.kind === 'thread' ? subject.thread.createdAt : (subject.suggestion.told?.createdAt ?? '~');
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
