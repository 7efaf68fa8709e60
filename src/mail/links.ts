import { unsubscribeToken } from '../notifications/unsubscribe-token.ts';
import type { NotificationKind } from '../protocol/notification-kinds.ts';
import type { Letter } from './compose.ts';

/** The origin that links in mails lead to: APP_ORIGIN, or else where the app was reached; null when neither is known. */
export function linkOrigin(env: Env, reached: unknown): string | null {
  const origin = (env.APP_ORIGIN as string) || (typeof reached === 'string' ? reached : '');
  return URL.canParse(origin) ? new URL(origin).origin : null;
}

/** An address in the app; null without an origin. `query` is put behind it, encoded. */
export function appLink(
  origin: string | null,
  path: string,
  query: Record<string, string> = {},
): string | null {
  if (origin === null) return null;
  const url = new URL(path, origin);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url.href;
}

/** How mails of a kind, or digests, are turned off; null without an origin. */
export function unsubscribeLinks(
  env: Env,
  origin: string | null,
  userId: string,
  from: NotificationKind | 'digest',
): Letter['unsubscribe'] {
  if (origin === null) return null;
  const token = unsubscribeToken(env.ACCOUNT_KEY, { userId, from });
  return {
    page: appLink(origin, '/unsubscribe', { token }) ?? '',
    oneClick: appLink(origin, '/v1/notifications/unsubscribe', { token }) ?? '',
    settings: appLink(origin, '/settings/notifications') ?? '',
  };
}
