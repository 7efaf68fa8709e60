import { SESSION_HINT } from '../../src/protocol/session-hint.ts';

/** The document that a guest of this browser was let into last, and is not any more. */
const WAS_GUEST = 'was-guest';
const USER = 'user ';
const GUEST_OF = 'guest of ';
// As long as a session that is not used (the server's `session.idle`).
const MAX_AGE_SECONDS = 7 * 24 * 60 * 60;

/**
 * What this browser remembers of its session between visits, so that a first visit asks the server nothing; no secret. In
 * two places: the cookie goes when the browser drops its cookies, the session's among them, and stays when it clears its
 * storage; the storage tells apart a session that was lost from one that never was. Storage that refuses remembers less.
 */
export const sessionHint = {
  /** Whether somebody may be signed in here. */
  isSet: (): boolean => sessionHint.holder() !== null || hasCookie(),

  /** Whose session it is, as a word that changes with them; null when that is not known. */
  holder: (): string | null => localStorage.getItem(SESSION_HINT),

  /** The guest of this browser, and the document that they were let into; null for none. */
  guest(): { id: string; docId: string } | null {
    const [docId = '', id = ''] = held(GUEST_OF).split(' ');
    return docId === '' ? null : { id, docId };
  },

  /** Whether the page that was asked for is of the document whose last guest's session has ended. */
  wasGuest(): boolean {
    const docId = localStorage.getItem(WAS_GUEST);
    return docId !== null && location.href.includes(docId);
  },

  /** A user's session has begun or goes on, or a guest's in a document. */
  set(id: string, guestOf: string | null = null): void {
    keep(guestOf === null ? `${USER}${id}` : `${GUEST_OF}${guestOf} ${id}`);
    localStorage.removeItem(WAS_GUEST);
  },

  /** The browser leaves for a page that it may come back from with a session. */
  expect(): void {
    if (!sessionHint.isSet()) keep('1');
  },

  /** The session has ended; `wasGuestOf`: a guest's of this document, and not by their own doing. */
  clear(wasGuestOf: string | null = null): void {
    if (wasGuestOf !== null) localStorage.setItem(WAS_GUEST, wasGuestOf);
    localStorage.removeItem(SESSION_HINT);
    writeCookie('', 0);
  },
};

function held(kind: string): string {
  const hint = sessionHint.holder() ?? '';
  return hint.startsWith(kind) ? hint.slice(kind.length) : '';
}

function keep(hint: string): void {
  writeCookie('1', MAX_AGE_SECONDS);
  try {
    localStorage.setItem(SESSION_HINT, hint);
  } catch {
    // The cookie says as much as the server needs to be asked.
  }
}

function hasCookie(): boolean {
  return document.cookie.split('; ').some((cookie) => cookie.startsWith(`${SESSION_HINT}=`));
}

function writeCookie(value: string, maxAge: number): void {
  const secure = location.protocol === 'https:' ? '; Secure' : '';
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser that we serve
  document.cookie = `${SESSION_HINT}=${value}; Max-Age=${maxAge}; Path=/; SameSite=Strict${secure}`;
}
