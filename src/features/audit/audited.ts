import type { Event, EventType } from '../../platform/queues/events.ts';

/** What the audit log keeps of an event: the affected user, the document, and further details. */
export interface Audited {
  subjectId: string | null;
  docId: string | null;
  details: Record<string, unknown>;
}

/**
 * What the audit log holds (ASVS 16.3): every sign-in, change of permission, of sharing and of credentials, every
 * destructive act, every decision on a suggestion and every reading of the log itself. It does not hold edits, comments
 * and mere requests.
 */
export const AUDITED = {
  'user.registered': true,
  'user.login': true,
  'user.login_failed': true,
  'user.logout': true,
  'user.sessions_ended': true,
  'user.verification_requested': false,
  'user.verified': true,
  'user.password_forgotten': false,
  'user.registration_repeated': false,
  'user.password_changed': true,
  'user.factor_added': true,
  'user.factor_removed': true,
  'user.identity_linked': true,
  'user.identity_unlinked': true,
  'user.token_created': true,
  'user.token_deleted': true,
  'user.exported': true,
  'user.erased': true,
  'admin.refused': true,
  'admin.acted': true,
  'audit.read': true,
  'document.created': true,
  'document.updated': false,
  'document.renamed': true,
  'document.deleted': true,
  'document.restored': true,
  'document.reverted': true,
  'fork.merged': true,
  'document.recovered': true,
  'document.shared': true,
  'document.role_changed': true,
  'document.unshared': true,
  'document.left': true,
  'document.owner_offered': true,
  'document.owner_offer_ended': true,
  'document.owner_changed': true,
  'document.link_changed': true,
  'guest.joined': true,
  'user.invited': true,
  'invitation.withdrawn': true,
  'invitation.accepted': true,
  'access.requested': true,
  'access.answered': true,
  'comment.created': false,
  'mention.created': false,
  'suggestion.created': false,
  'suggestion.decided': true,
} as const satisfies Record<EventType, boolean>;

/**
 * What the audit log keeps of an event; null for one that it does not hold. An address is stored as its first letter
 * and its domain: enough to recognise it, and nothing that would have to be found and erased later.
 */
export function audited(event: Event): Audited | null {
  if (!AUDITED[event.type]) return null;
  const subjectId = subjectOf(event);
  const docId = 'docId' in event ? event.docId : null;
  return { subjectId, docId, details: detailsOf(event) };
}

/** An address with most of its local part left out: `a…@example.com`. */
export function maskedEmail(email: string): string {
  const [local = '', domain = ''] = email.split('@');
  return `${[...local][0] ?? ''}…@${domain}`;
}

function subjectOf(event: Event): string | null {
  switch (event.type) {
    case 'document.owner_changed':
      return event.to;
    case 'guest.joined':
      return event.guestId;
    case 'suggestion.decided':
      return event.authorId;
    default:
      return 'userId' in event ? event.userId : null;
  }
}

const ENVELOPE = new Set([
  'id',
  'at',
  'by',
  'type',
  'docId',
  'userId',
  'guestId',
  'message',
  'excerpt',
  'quiet',
  'authorId',
  'userIds',
  'threadId',
]);

// Omits what has a column of its own, and what users have written to each other.
function detailsOf(event: Event): Record<string, unknown> {
  switch (event.type) {
    case 'user.erased':
      return {};
    case 'user.sessions_ended':
      return { reason: event.reason, sessions: event.sessionIds.length };
    default: {
      const details = Object.entries(event).filter(([name]) => !ENVELOPE.has(name));
      return Object.fromEntries(
        details.map(([name, value]) => [name, name === 'email' ? maskedEmail(String(value)) : value]),
      );
    }
  }
}
