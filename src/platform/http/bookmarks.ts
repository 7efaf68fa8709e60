/**
 * Where D1 may be read from. A replica of the database may lag behind the primary, and a role that was removed must not
 * be found there (I6). So a request begins on the primary, where its credential is looked up, and continues in that
 * session: each later read is at least as new as the arrival of the request. Data that is only shown, once access is
 * decided, may be read from the nearest replica that is as new as what the caller has seen: the bookmark of the
 * caller's last response, which the caller sends back.
 */
export interface Sessions {
  current: D1DatabaseSession;
  nearby: D1DatabaseSession;
}

/** The header of the bookmark, in both directions. */
export const BOOKMARK_HEADER = 'X-Bookmark';

// Hexadecimal numbers of one width, so text order is their order.
const BOOKMARK = /^[0-9a-f]{8}(-[0-9a-f]{8}){2}-[0-9a-f]{32}$/;

/** The sessions of a request that came with this bookmark; an invalid one counts as none. */
export function openSessions(binding: D1Database, bookmark: string | undefined): Sessions {
  const known = bookmark !== undefined && BOOKMARK.test(bookmark) ? bookmark : 'first-unconstrained';
  return { current: binding.withSession('first-primary'), nearby: binding.withSession(known) };
}

/** The bookmark of the newest state that these sessions have seen; null when nothing was read. */
export function newestBookmark({ current, nearby }: Sessions): string | null {
  const seen = [current.getBookmark(), nearby.getBookmark()].filter((bookmark) => bookmark !== null);
  return seen.sort().at(-1) ?? null;
}
