import { unsubscribeToken } from '../../features/notifications/unsubscribe-token.ts';
import type { NotificationKind } from '../../protocol/notification-kinds.ts';
import type { Letter } from './compose.ts';

/** An address in the app at `origin`. `query` is appended, encoded. */
export function appLink(origin: string, path: string, query: Record<string, string> = {}): string {
  const url = new URL(path, origin);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url.href;
}

/** The addresses that turn off mails of a kind, or digests. */
export function unsubscribeLinks(
  env: Env,
  origin: string,
  userId: string,
  from: NotificationKind | 'digest',
): Letter['unsubscribe'] {
  const token = unsubscribeToken(env.ACCOUNT_KEY, { userId, from });
  return {
    page: appLink(origin, '/unsubscribe', { token }),
    oneClick: appLink(origin, '/v1/notifications/unsubscribe', { token }),
    settings: appLink(origin, '/settings/notifications'),
  };
}
