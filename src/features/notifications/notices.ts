import type { Event } from '../../platform/queues/events.ts';
import type { NotificationKind } from '../../protocol/notification-kinds.ts';

/** What one user is told of one event. `data` holds what its text is made from. */
export interface Notice {
  userId: string;
  kind: NotificationKind;
  /** The document that it is about; nobody is told who may not read it. */
  docId: string | null;
  /** By whom; null for what is about the user's own account. */
  actorId: string | null;
  data: Record<string, string | number | null>;
}

/** Events that concern whoever owns the document. */
const TO_OWNER: ReadonlySet<Event['type']> = new Set<Event['type']>([
  'invitation.accepted',
  'access.requested',
]);

/** The document whose owner has to be known for `noticesOf`; null for none. */
export function documentToAsk(event: Event): string | null {
  return TO_OWNER.has(event.type) && 'docId' in event ? event.docId : null;
}

/**
 * Who is told what of an event; `ownerId` is the owner's of `documentToAsk`. Nobody is told what they did themselves, but
 * what concerns the security of their own account: it may have been somebody else in their name.
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
      // Accepted by the new owner, or handed over because the account of the old one is gone.
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
      // Declined, they may not read it: they are told without being told of what.
      const given = role === null ? { docId: null, actorId: null } : { docId, actorId };
      return [{ userId, kind: 'access_answered', ...given, data: { role } }];
    }
    case 'comment.created': {
      const { docId, threadId, excerpt } = event;
      const told = [...new Set(event.userIds)];
      return told.map((userId) => ({ userId, kind: 'comment', docId, actorId, data: { threadId, excerpt } }));
    }
    case 'mention.created': {
      const { userId, docId, threadId, excerpt } = event;
      return [{ userId, kind: 'mention', docId, actorId, data: { threadId, excerpt } }];
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
      // Two held the same refresh token: one of them is not the user.
      if (event.reason !== 'token_reused') return [];
      return [aboutAccount(event.userId, { change: 'sessions_ended' })];
    default:
      return [];
  }
}

function aboutAccount(userId: string, data: Notice['data']): Notice {
  return { userId, kind: 'security', docId: null, actorId: null, data };
}
