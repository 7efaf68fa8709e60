import type { Event } from '../../platform/queues/events.ts';
import type { NotificationKind } from '../../protocol/notification-kinds.ts';

/** The notice of one event to one user. `data` holds the facts of its text. */
export interface Notice {
  userId: string;
  kind: NotificationKind;
  /** The document that it concerns; only users who may read that document get the notice. */
  docId: string | null;
  /** The user who caused it; null for what concerns the user's own account. */
  actorId: string | null;
  data: Record<string, string | number | null>;
}

/** Events that concern the owner of the document. */
const TO_OWNER: ReadonlySet<Event['type']> = new Set<Event['type']>([
  'invitation.accepted',
  'access.requested',
  'fork.merged',
]);

/** The document whose owner `noticesOf` needs; null for none. */
export function documentToAsk(event: Event): string | null {
  return TO_OWNER.has(event.type) && 'docId' in event ? event.docId : null;
}

/**
 * The notices of an event; `ownerId` owns the document of `documentToAsk`. Users are not notified of their own actions,
 * except those on the security of their account: those may have been an attacker's.
 */
export function noticesOf(event: Event, ownerId: string | null): Notice[] {
  return draft(event, ownerId).filter(
    ({ kind, userId, actorId }) => kind === 'security' || userId !== actorId,
  );
}

function draft(event: Event, ownerId: string | null): Notice[] {
  const actorId = event.by.userId;
  switch (event.type) {
    case 'document.shared':
      return [
        { userId: event.userId, kind: 'shared', docId: event.docId, actorId, data: { role: event.role } },
      ];
    case 'document.role_changed':
      return [
        {
          userId: event.userId,
          kind: 'role_changed',
          docId: event.docId,
          actorId,
          data: { role: event.to, from: event.from },
        },
      ];
    case 'document.owner_offered': {
      const { userId, docId, until } = event;
      return [{ userId, kind: 'owner_changed', docId, actorId, data: { change: 'offered', until } }];
    }
    case 'document.owner_offer_ended': {
      const { from, docId, how } = event;
      return how === 'withdrawn'
        ? []
        : [{ userId: from, kind: 'owner_changed', docId, actorId, data: { change: 'declined' } }];
    }
    case 'document.owner_changed': {
      const { from, to, docId } = event;
      // Accepted by the new owner, or handed over because the former owner's account is gone.
      return actorId === to
        ? [{ userId: from, kind: 'owner_changed', docId, actorId, data: { change: 'accepted' } }]
        : [{ userId: to, kind: 'owner_changed', docId, actorId, data: { change: 'inherited' } }];
    }
    case 'invitation.accepted':
      if (ownerId === null) return [];
      return [
        {
          userId: ownerId,
          kind: 'invited',
          docId: event.docId,
          actorId: event.userId,
          data: { role: event.role },
        },
      ];
    case 'access.requested': {
      if (ownerId === null) return [];
      const { docId, requestId, role, message } = event;
      const data = { role, requestId, message };
      return [{ userId: ownerId, kind: 'access_requested', docId, actorId: event.userId, data }];
    }
    case 'access.answered': {
      const { userId, docId, role } = event;
      // A declined user may not read the document: the notice does not name it.
      const given = role === null ? { docId: null, actorId: null } : { docId, actorId };
      return [{ userId, kind: 'access_answered', ...given, data: { role } }];
    }
    case 'comment.created': {
      const told = [...new Set(event.userIds)];
      const data = { ...ofComment(event), ...(event.isReply && { what: 'reply' }) };
      return told.map((userId) => ({ userId, kind: 'comment', docId: event.docId, actorId, data }));
    }
    case 'mention.created': {
      const { userId, docId } = event;
      return [{ userId, kind: 'mention', docId, actorId, data: ofComment(event) }];
    }
    case 'suggestion.created': {
      const { docId, suggestionId, threadId, excerpt } = event;
      const data = { suggestionId, threadId, ...(excerpt !== '' && { excerpt }) };
      return [...new Set(event.userIds)].map((userId) => ({
        userId,
        kind: 'suggestion',
        docId,
        actorId,
        data,
      }));
    }
    case 'suggestion.decided': {
      const { docId, suggestionId, threadId, status } = event;
      // What is left after a part was decided is decided later.
      if (status === 'open') return [];
      const data = { suggestionId, threadId, status };
      return [...new Set(event.userIds)].map((userId) => ({
        userId,
        kind: 'suggestion_decided',
        docId,
        actorId,
        data,
      }));
    }
    case 'fork.merged': {
      if (ownerId === null) return [];
      const { docId, forkId, version, message } = event;
      return [{ userId: ownerId, kind: 'fork_merged', docId, actorId, data: { forkId, version, message } }];
    }
    case 'user.password_changed':
      return [aboutAccount(event.userId, { change: 'password_changed', how: event.how })];
    case 'user.factor_added':
      return [aboutAccount(event.userId, { change: `${event.factor}_added`, name: event.name })];
    case 'user.factor_removed':
      return [aboutAccount(event.userId, { change: `${event.factor}_removed`, name: event.name })];
    case 'user.identity_linked':
      return [aboutAccount(event.userId, { change: 'identity_linked', name: event.provider })];
    case 'user.identity_unlinked':
      return [aboutAccount(event.userId, { change: 'identity_unlinked', name: event.provider })];
    case 'user.token_created':
      return [aboutAccount(event.userId, { change: 'token_created', name: event.name })];
    case 'user.sessions_ended':
      // Two clients held the same refresh token: one of them is not the user.
      if (event.reason !== 'token_reused') return [];
      return [aboutAccount(event.userId, { change: 'sessions_ended' })];
    default:
      return [];
  }
}

function ofComment({
  threadId,
  commentId,
  excerpt,
  quote,
}: Extract<Event, { type: 'comment.created' | 'mention.created' }>): Notice['data'] {
  return {
    threadId,
    ...(commentId !== undefined && { commentId }),
    excerpt,
    ...(quote !== undefined && { quote }),
  };
}

function aboutAccount(userId: string, data: Notice['data']): Notice {
  return { userId, kind: 'security', docId: null, actorId: null, data };
}
