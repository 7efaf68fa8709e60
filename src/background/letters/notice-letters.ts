import type { Notice } from '../../features/notifications/notices.ts';
import { ROLES, type Role } from '../../protocol/role.ts';
import type { Letter } from './compose.ts';
import { appLink } from './links.ts';
import type { OwnerChange } from './templates/words.ts';

const OWNER_CHANGES: readonly OwnerChange[] = ['offered', 'accepted', 'declined', 'inherited'];

/** The context of a notice: names and titles as they are now. */
export interface NoticeContext {
  actor: string | null;
  /** Whether the actor has an account with a verified address. */
  isProved: boolean;
  /** The actor's name when there is none to tell. */
  somebody: string;
  title: string | null;
  origin: string;
  unsubscribe: Letter['unsubscribe'];
}

/** The mail for a notice; null for a kind that has its own mail. */
export function noticeLetter(notice: Notice, context: NoticeContext): Letter | null {
  const { unsubscribe, somebody } = context;
  const actor = context.actor ?? somebody;
  const url = noticeLink(notice, context.origin);
  if (notice.kind === 'access_answered') {
    const data = { actor, title: context.title, role: roleOf(notice.data.role) };
    return { kind: 'access-answered', data, url, unsubscribe };
  }
  if (notice.kind === 'security' || context.title === null) return null;
  const { title } = context;
  const role = roleOf(notice.data.role) ?? 'viewer';
  switch (notice.kind) {
    case 'shared':
      return { kind: 'shared', data: { actor, title, role }, url, unsubscribe };
    case 'invited':
      return { kind: 'invitation-accepted', data: { actor, title, role }, url, unsubscribe };
    case 'role_changed':
      return { kind: 'role-changed', data: { actor, title, role }, url, unsubscribe };
    case 'owner_changed':
      return {
        kind: 'owner-changed',
        data: { actor, title, change: ownerChangeOf(notice.data.change) },
        url,
        unsubscribe,
      };
    case 'access_requested': {
      const message = textOf(notice.data.message);
      return { kind: 'access-requested', data: { actor, title, role, message }, url, unsubscribe };
    }
    case 'fork_merged': {
      const message = textOf(notice.data.message);
      return { kind: 'fork-merged', data: { actor, title, message }, url, unsubscribe };
    }
    case 'comment':
    case 'mention': {
      // A user who is not proved could write to members through our mails.
      const isReply = notice.data.what === 'reply';
      const data = context.isProved
        ? { actor, title, isReply, excerpt: textOf(notice.data.excerpt), about: textOf(notice.data.quote) }
        : { actor: somebody, title, isReply, excerpt: null, about: null };
      return { kind: notice.kind, data, url, unsubscribe };
    }
    case 'suggestion': {
      const data = context.isProved
        ? { actor, title, note: textOf(notice.data.excerpt) }
        : { actor: somebody, title, note: null };
      return { kind: 'suggestion', data, url, unsubscribe };
    }
    case 'suggestion_decided': {
      const isAccepted = notice.data.status === 'accepted';
      const data = { actor: context.isProved ? actor : somebody, title, isAccepted };
      return { kind: 'suggestion-decided', data, url, unsubscribe };
    }
  }
}

/** The address in the app for a notice; null if it concerns no document. */
export function noticeLink({ docId, data }: Pick<Notice, 'docId' | 'data'>, origin: string): string | null {
  if (docId === null) return null;
  const query: Record<string, string> = {};
  if (typeof data.requestId === 'string') query.request = data.requestId;
  if (typeof data.suggestionId === 'string') query.suggestion = data.suggestionId;
  else if (typeof data.threadId === 'string') query.thread = data.threadId;
  if (data.change === 'offered') query.offer = 'owner';
  return appLink(origin, `/d/${docId}`, query);
}

/** A stored role; null for none. */
export function roleOf(value: unknown): Role | null {
  return ROLES.find((role) => role === value) ?? null;
}

/** The change in a stored notice of ownership; notices from before offers have none, and mean a new owner. */
export function ownerChangeOf(value: unknown): OwnerChange {
  return OWNER_CHANGES.find((change) => change === value) ?? 'inherited';
}

/** A stored text; null for none. */
export function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
