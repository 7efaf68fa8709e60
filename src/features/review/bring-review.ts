import type { ReviewActor } from '../../../durable-objects/document/rpc.ts';
import { reachDocument } from '../../content/stub.ts';
import type { ImportedSuggestion, ImportedThread, Origin } from '../../formats/imported.ts';
import type { Warnings } from '../../formats/warnings.ts';
import type { Delta } from '../../ot/op.ts';
import { plainText } from '../../ot/plain-text.ts';
import type { DocumentRow } from '../../platform/db/access.ts';
import type { Deps } from '../../platform/events/deps.ts';
import type { Actor } from '../../platform/queues/events.ts';
import { HTTP_LIMITS } from '../../platform/verbs/limits.ts';
import { MENTION } from '../../protocol/mentions.ts';
import { quotasOf } from '../../protocol/quotas.ts';
import { answered } from './review-problem.ts';
import { ownerActor } from './written.ts';

/** The review that comes with a text. */
export interface BroughtReview {
  document: Delta;
  threads: readonly ImportedThread[];
  suggestions: readonly ImportedSuggestion[];
}

// Others write in between.
const AT_ONCE = 50;
// What a comment holds as text, and nothing that hides or reverses it.
const UNSEEN = /[^\P{Cc}\n]|[\u202a-\u202e\u2066-\u2069]/gu;

/**
 * Makes the threads and suggestions of a file those of a new document, all by this user: the names and dates of the file
 * stand in their texts. The document need not have a row yet, and has no other member, so no one is told; nor does the
 * bound of an hour count it: an import is one act. What does not fit is counted in `warnings`. Throws 401 when the account
 * is gone, and 503.
 */
export async function bringReview(
  deps: Deps,
  actor: Actor,
  { document, userId }: { document: DocumentRow; userId: string },
  { document: text, threads, suggestions }: BroughtReview,
  warnings: Warnings,
): Promise<void> {
  if (threads.length === 0 && suggestions.length === 0) return;
  const by = await ownerActor(deps, actor, userId);
  await bringSuggestions(deps, document, { by, suggestions }, warnings);
  const units = plainText(text);
  for (let at = 0; at < threads.length; at += AT_ONCE) {
    const request = {
      by,
      version: document.version,
      threads: threads.slice(at, at + AT_ONCE).map(({ index, length, isResolved, comments }) => ({
        range: rangeIn(units, index, length),
        bodies: comments.map((comment) => signed(comment, comment.body, warnings)),
        resolved: isResolved,
      })),
    };
    const answer = await reachDocument(deps.env, document, (stub) => stub.bringThreads(request));
    warnings.add('dropped_comment', answered(document, answer).leftOut);
  }
}

async function bringSuggestions(
  { env }: Deps,
  document: DocumentRow,
  { by, suggestions }: { by: ReviewActor; suggestions: readonly ImportedSuggestion[] },
  warnings: Warnings,
): Promise<void> {
  const most = quotasOf(env).openSuggestionsPerDocument;
  warnings.add('dropped_change', Math.max(0, suggestions.length - most));
  for (const { delta, ...origin } of suggestions.slice(0, most)) {
    const note = signature(origin);
    const proposal = { by, version: document.version, delta, note };
    const answer = await reachDocument(env, document, (stub) => stub.suggest(proposal));
    if (!answer.ok) warnings.add('dropped_change');
  }
}

// A comment on a place is about the sign before it, or after it at the beginning of a line.
function rangeIn(text: string, index: number, length: number) {
  const from = Math.min(index, text.length - 1);
  if (length > 0) return { index: from, length: Math.min(length, text.length - from) };
  const isAfter = from > 0 && text[from - 1] !== '\n';
  return { index: isAfter ? from - 1 : from, length: 1 };
}

function signed(origin: Origin, body: string, warnings: Warnings): string {
  const first = signature(origin);
  const whole = first === null ? body : `${first}\n${body}`;
  const clean = whole.replaceAll(/\r\n?/g, '\n').replace(UNSEEN, ' ').replace(MENTION, '<\u200b@$1>').trim();
  if (clean.length <= HTTP_LIMITS.commentLength) return clean === '' ? '–' : clean.toWellFormed();
  warnings.add('shortened');
  return `${clean.slice(0, HTTP_LIMITS.commentLength - 1)}…`.toWellFormed();
}

/** `Ada Lovelace, 2024-05-01 10:30 UTC`; null for neither name nor date. */
function signature({ author, date }: Origin): string | null {
  const name = (author ?? '')
    .replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069\s]+/gu, ' ')
    .trim()
    .slice(0, 200);
  const time = date === null ? Number.NaN : Date.parse(date);
  const at = Number.isNaN(time) ? '' : `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  return [name, at].filter((part) => part !== '').join(', ') || null;
}
