import { reachDocument } from '../../content/stub.ts';
import type { Deps } from '../../platform/events/deps.ts';
import type { Actor } from '../../platform/queues/events.ts';
import type { Caller } from '../../platform/tokens/caller.ts';
import { meansOf } from '../../platform/tokens/caller.ts';
import type { Access } from '../../platform/verbs/access.ts';
import { may } from '../../protocol/permissions.ts';
import type { Comment, Thread } from '../../protocol/review.ts';
import { forgetComment } from '../notifications/forget-comment.ts';
import { answered } from './review-problem.ts';
import { tellOfComment } from './tell.ts';
import { countChange, reviewActor, written } from './written.ts';

type Where = Pick<Access, 'document' | 'userId'>;

/** Adds a comment to a thread; a resolved one opens again. Throws as `written`, 404, 409 `too_many_comments`. */
export async function reply(
  deps: Deps,
  actor: Actor,
  { threadId, body, ...where }: Where & { threadId: string; body: string },
): Promise<Comment> {
  const { env } = deps;
  const { document } = where;
  const text = await written(deps, actor, where, body);
  const answer = await reachDocument(env, document, (stub) => stub.reply({ threadId, ...text }));
  const said = answered(document, answer);
  await tellOfComment(deps, actor, { document, ...said });
  return said.comment;
}

/** Replaces the text of the caller's own comment; whom it mentions now is told. Throws as `written`, 403, 404. */
export async function editComment(
  deps: Deps,
  actor: Actor,
  { threadId, commentId, body, ...where }: Where & { threadId: string; commentId: string; body: string },
): Promise<Comment> {
  const { env } = deps;
  const { document } = where;
  const edit = { threadId, commentId, ...(await written(deps, actor, where, body)) };
  const said = answered(document, await reachDocument(env, document, (stub) => stub.editComment(edit)));
  await tellOfComment(deps, actor, { document, ...said });
  return said.comment;
}

/** Deletes the caller's own comment, or any for the owner, and the notices of it. Throws 403, 404. */
export async function deleteComment(
  deps: Deps,
  actor: Actor,
  {
    access: { document, role, userId },
    caller,
    threadId,
    commentId,
  }: { access: Access; caller: Caller; threadId: string; commentId: string },
): Promise<void> {
  const by = await reviewActor(deps, actor, { document, userId });
  const isOwner = may(role, 'deleteAnyComment', meansOf(caller));
  const request = { by, isOwner, threadId, commentId };
  answered(document, await reachDocument(deps.env, document, (stub) => stub.deleteComment(request)));
  await forgetComment(deps, { docId: document.id, commentId });
}

/** Resolves a thread or opens it again. Throws 404, 429. */
export async function resolveThread(
  deps: Deps,
  actor: Actor,
  { document, userId, threadId, resolved }: Where & { threadId: string; resolved: boolean },
): Promise<Thread> {
  await countChange(deps, { document, userId });
  const by = await reviewActor(deps, actor, { document, userId });
  const request = { by, threadId, resolved };
  return answered(document, await reachDocument(deps.env, document, (stub) => stub.resolveThread(request)));
}
