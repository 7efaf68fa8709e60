import type { CommentText, ReviewActor } from '../../../durable-objects/document/rpc.ts';
import { throttle } from '../../platform/db/throttle.ts';
import type { Work } from '../../platform/events/work.ts';
import { notFound, Problem, rateLimited } from '../../platform/problem/problem.ts';
import type { Actor } from '../../platform/queues/events.ts';
import { programOf } from '../../platform/tokens/program-of.ts';
import type { Access } from '../../platform/verbs/access.ts';
import { mentionedIn } from '../../protocol/mentions.ts';
import type { User } from '../../protocol/messages.ts';
import { quotasOf } from '../../protocol/quotas.ts';
import { findAuthor, findMembers } from './queries.ts';

type Who = Pick<Access, 'document' | 'userId'>;

const HOUR_MS = 60 * 60 * 1000;

/** The caller as the others see them in the review. Throws 404 when their role has just ended. */
export async function reviewActor({ db }: Pick<Work, 'db'>, actor: Actor, who: Who): Promise<ReviewActor> {
  const members = await findMembers(db, who.document.id, [who.userId], Date.now());
  return by(actor, members.get(who.userId));
}

/** The same of the owner of a document that no one knows of yet. Throws 401 when the account no longer exists. */
export async function ownerActor(
  { db }: Pick<Work, 'db'>,
  actor: Actor,
  userId: string,
): Promise<ReviewActor> {
  const user = await findAuthor(db, userId);
  if (user === undefined) throw new Problem(401, 'unauthenticated', 'The account no longer exists.');
  return by(actor, user);
}

/**
 * What a caller writes, with the names of those it mentions, and who the caller is. Counts it against the caller's
 * bound in this document, mentions too. Throws 422 `not_a_member`, 429.
 */
export async function written(
  { env, db }: Pick<Work, 'env' | 'db'>,
  actor: Actor,
  { document, userId }: Who,
  body: string,
): Promise<{ by: ReviewActor } & CommentText> {
  const ids = mentionedIn(body);
  await countChange({ env, db }, { document, userId }, 1 + ids.length);
  const members = await findMembers(db, document.id, [userId, ...ids], Date.now());
  const mentions = ids.map((id) => {
    const member = members.get(id);
    if (member === undefined) throw notAMember(id);
    return { id, name: member.name };
  });
  return { by: by(actor, members.get(userId)), body, mentions };
}

/** Counts a change of the review against the caller's bound in this document. Throws 429. */
export async function countChange(
  { env, db }: Pick<Work, 'env' | 'db'>,
  { document, userId }: Who,
  weight = 1,
): Promise<void> {
  const bound = { count: quotasOf(env).commentsPerUserAndDocumentAndHour, window: HOUR_MS };
  const wait = await throttle(db, `comments:${document.id}:${userId}`, bound, Date.now(), weight);
  if (wait > 0) throw rateLimited(wait / 1000);
}

function by(actor: Actor, user: User | undefined): ReviewActor {
  if (user === undefined) throw notFound('document');
  return { user, ...programOf(actor) };
}

function notAMember(id: string): Problem {
  const message = `${id} has no role in the document`;
  return new Problem(422, 'not_a_member', 'Only members of the document can be mentioned.', {
    errors: [{ path: 'body', message }],
  });
}
