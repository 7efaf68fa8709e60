import type { Role } from '../../../src/protocol/role.ts';
import type { Notification } from '../../api/notifications.ts';
import { useMessages } from '../../ui/i18n/i18n.tsx';

/** The text and the link of a notification. */
export interface Told {
  text: string;
  /** A quotation or the new state; null for no more detail. */
  detail: string | null;
  href: string | null;
}

/** Formats notifications as text. */
export function useTold(): (notification: Notification) => Told {
  const { told } = useMessages().sharing;
  return ({ kind, actor, document, data }) => {
    const who = actor?.name ?? textOf(data.actor) ?? told.somebody;
    const title = document?.title ?? textOf(data.title);
    const what = title ? `“${title}”` : told.document;
    const role = textOf(data.role) as Role | null;
    const now = role === null ? null : told.now[role];
    const page = document === null ? null : `/d/${document.id}`;
    switch (kind) {
      case 'security': {
        const happened = textOf(data.change) ?? '';
        return {
          text: told.securityOf[happened] ?? told.security,
          detail: textOf(data.name),
          href: '/settings/security',
        };
      }
      case 'access_requested': {
        const request = textOf(data.requestId);
        const href = page && request ? `${page}?request=${request}` : page;
        return { text: told.access_requested(who, what), detail: textOf(data.message), href };
      }
      case 'access_answered': {
        const text = role === null ? told.access_refused(who, what) : told.access_granted(who, what);
        return { text, detail: now, href: role === null ? null : page };
      }
      case 'role_changed': {
        if (role === null) return { text: told.removed(who, what), detail: null, href: null };
        return { text: told.role_changed(who, what), detail: now, href: page };
      }
      case 'comment':
      case 'mention': {
        const thread = textOf(data.threadId);
        const href = page && thread ? `${page}?thread=${thread}` : page;
        const say = kind === 'comment' && data.what === 'reply' ? told.reply : told[kind];
        return { text: say(who, what), detail: textOf(data.excerpt), href };
      }
      case 'suggestion': {
        const suggestion = textOf(data.suggestionId);
        const href = page && suggestion ? `${page}?suggestion=${suggestion}` : page;
        return { text: told.suggestion(who, what), detail: textOf(data.excerpt), href };
      }
      case 'suggestion_decided': {
        const isAccepted = data.status === 'accepted';
        const say = isAccepted ? told.suggestion_accepted : told.suggestion_rejected;
        return { text: say(who, what), detail: null, href: page };
      }
      case 'fork_merged':
        return { text: told.fork_merged(who, what), detail: textOf(data.message), href: page };
      case 'shared':
        return { text: told.shared(who, what), detail: now, href: page };
      case 'invited':
        return { text: told.invited(who, what), detail: null, href: page };
      case 'owner_changed': {
        const change = textOf(data.change);
        const say = (told.ownerOf as Partial<Record<string, typeof told.owner_changed>>)[change ?? ''];
        const href = page && change === 'offered' ? `${page}?offer=owner` : page;
        return { text: (say ?? told.owner_changed)(who, what), detail: null, href };
      }
      default:
        // A newer server sends kinds that this page does not know yet.
        return { text: told.security, detail: null, href: page };
    }
  };
}

function textOf(value: string | number | null | undefined): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
