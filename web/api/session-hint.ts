import { SESSION_HINT } from '../../src/protocol/session-hint.ts';

/** In this tab: the session that was here was a guest's, and has ended. */
const WAS_GUEST = 'was-guest';
const GUEST_OF = 'guest of ';
// As long as a session that is not used (the server's `session.idle`).
const MAX_AGE_SECONDS = 7 * 24 * 60 * 60;

/**
 * What this browser remembers of its session between visits, so that a first visit asks the server nothing; no secret. In
 * two places: the cookie goes when the browser drops its cookies, the session's among them, and stays when it clears its
 * storage; the storage tells apart a session that was lost from one that never was.
 */
export const sessionHint = {
  /** Whether somebody may be signed in here. */
  isSet: (): boolean => localStorage.getItem(SESSION_HINT) !== null || hasCookie(),

  /** The document that the guest of this browser was let into; empty for none. */
  guestOf(): string {
    const hint = localStorage.getItem(SESSION_HINT) ?? '';
    return hint.startsWith(GUEST_OF) ? hint.slice(GUEST_OF.length) : '';
  },

  /** Whether a guest's session ended in this tab, and nobody has begun another one since. */
  wasGuest: (): boolean => sessionStorage.getItem(WAS_GUEST) !== null,

  /** A session has begun or goes on; `guestOf`: as a guest of this document. */
  set(guestOf: string | null = null): void {
    localStorage.setItem(SESSION_HINT, guestOf === null ? '1' : `${GUEST_OF}${guestOf}`);
    sessionStorage.removeItem(WAS_GUEST);
    writeCookie('1', MAX_AGE_SECONDS);
  },

  /** The session has ended; `wasGuest`: a guest's, and not by their own doing. */
  clear(wasGuest = false): void {
    if (wasGuest) sessionStorage.setItem(WAS_GUEST, '1');
    localStorage.removeItem(SESSION_HINT);
    writeCookie('', 0);
  },
};

function hasCookie(): boolean {
  return document.cookie.split('; ').some((cookie) => cookie.startsWith(`${SESSION_HINT}=`));
}

function writeCookie(value: string, maxAge: number): void {
  const secure = location.protocol === 'https:' ? '; Secure' : '';
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser that we serve
  document.cookie = `${SESSION_HINT}=${value}; Max-Age=${maxAge}; Path=/; SameSite=Strict${secure}`;
}
