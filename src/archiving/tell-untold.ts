import type { ReviewStanding } from '../../durable-objects/document/rpc.ts';
import { excerptOf } from '../content/comment-events.ts';
import type { DocumentStub } from '../content/stub.ts';
import { decisionEvent, noteOf, suggestionEvents } from '../content/suggestion-events.ts';
import { tellComment, toldEffect } from '../content/tell-comment.ts';
import { isTold, takingPart, tellOfSuggestion } from '../content/tell-suggestion.ts';
import { isOfSuggestion, type SuggestionEntry } from '../platform/archive/review-chain.ts';
import { type ArchivedReviewRow, entryOf } from '../platform/archive/review-segment.ts';
import type { DocumentRow } from '../platform/db/access.ts';
import { deleteNoticesOf, quoteNoteNow, quoteNow } from '../platform/db/comment-notices.ts';
import { isDone } from '../platform/db/event-effects.ts';
import type { Work } from '../platform/events/work.ts';
import type { Actor } from '../platform/queues/events.ts';

// No one is told of what is older: the marks of what was told expire.
const TOLD_MS = 24 * 60 * 60 * 1000;

/**
 * Tells of the comments, suggestions and decisions that the archive does not have yet and that no one was told of: the
 * Worker that wrote them did not live to do it. Notices of what was edited or deleted follow it. Where it was done at the
 * same time, the same events come twice, and are carried out once. Throws when something cannot be reached.
 */
export async function tellUntold(
  work: Work,
  { document, stub }: { document: DocumentRow; stub: DocumentStub },
  { archived, number }: Pick<ReviewStanding, 'archived' | 'number'>,
): Promise<void> {
  for (let from = archived; from < number; ) {
    const part = await stub.reviewPart(from, number);
    if (!part.ok) throw new Error(`the Document of ${document.id} answers ${part.error.code}`);
    const { rows } = part.value;
    const last = rows.at(-1);
    if (last === undefined) return;
    for (const row of rows) await tellRow(work, { document, stub }, row);
    from = last.number;
  }
}

async function tellRow(
  work: Work,
  { document, stub }: { document: DocumentRow; stub: DocumentStub },
  row: ArchivedReviewRow,
): Promise<void> {
  const entry = entryOf(row);
  if (isOfSuggestion(entry)) return tellOfSuggestionRow(work, { document, stub }, row, entry);
  if (entry.kind === 'delete') {
    await deleteNoticesOf(work.db, { docId: document.id, commentId: entry.comment });
    return;
  }
  const isSaid = entry.kind === 'thread' || entry.kind === 'reply' || entry.kind === 'edit';
  if (!isSaid || row.at < Date.now() - TOLD_MS) return;
  const at = new Date(row.at).toISOString();
  if (await isDone(work.db, toldEffect({ id: entry.comment, at, editedAt: null }))) return;
  const found = await stub.comment({ threadId: entry.thread, commentId: entry.comment });
  // Deleted, or edited again: then a later entry tells whom it mentions.
  if (!found.ok) return;
  const { comment, about } = found.value;
  if (entry.kind === 'edit' && comment.editedAt !== at) return;
  if (entry.kind === 'edit')
    await quoteNow(work.db, { docId: document.id, commentId: comment.id, excerpt: excerptOf(comment) });
  const { by: userId, program } = entry;
  const kind = program !== undefined ? 'token' : comment.author.guest === true ? 'guest' : 'person';
  const by: Actor = { kind, userId, credentialId: program ?? null, address: null, userAgent: null };
  const told = entry.kind === 'edit' ? comment : { ...comment, editedAt: null };
  await tellComment(work, by, { document, comment: told, about });
}

async function tellOfSuggestionRow(
  work: Work,
  { document, stub }: { document: DocumentRow; stub: DocumentStub },
  row: ArchivedReviewRow,
  entry: SuggestionEntry,
): Promise<void> {
  const isTelling = entry.kind === 'suggest' || entry.kind === 'decide' || entry.kind === 'note';
  if (!isTelling || row.at < Date.now() - TOLD_MS) return;
  const found = await stub.suggestion({ suggestionId: entry.suggestion, version: null });
  if (!found.ok) return;
  const { value: suggestion } = found;
  if (entry.kind === 'note') {
    const of = { docId: document.id, suggestionId: suggestion.id };
    await quoteNoteNow(work.db, { ...of, excerpt: noteOf(suggestion) });
    return;
  }
  const { by: userId, program } = entry;
  const who = entry.kind === 'suggest' ? suggestion.author : suggestion.decidedBy;
  const kind = program !== undefined ? 'token' : who?.guest === true ? 'guest' : 'person';
  const by: Actor = { kind, userId, credentialId: program ?? null, address: null, userAgent: null };
  if (entry.kind === 'suggest') {
    // Later ones replace it, and tell no one.
    if (suggestion.createdAt !== new Date(row.at).toISOString()) return;
    for (const event of suggestionEvents({ document, suggestion }))
      if (!(await isTold(work, event))) await tellOfSuggestion(work, by, event);
    return;
  }
  const event = decisionEvent({
    document,
    suggestion,
    kind: entry.accepted === null ? 'rejected' : 'accepted',
    part: entry.part,
    status: entry.text === undefined ? suggestion.status : 'open',
    version: entry.accepted,
    userId,
    takePart: await takingPart(stub, suggestion),
  });
  if (!(await isTold(work, event))) await tellOfSuggestion(work, by, event);
}
