import { SESSION_HINT } from '../../src/protocol/session-hint.ts';

/** The document of the last guest of this browser, once the guest's session has ended. */
const WAS_GUEST = 'was-guest';
const USER = 'user ';
const GUEST_OF = 'guest of ';
// The lifetime of an unused session (the server's `session.idle`).
const MAX_AGE_SECONDS = 7 * 24 * 60 * 60;

/**
 * What this browser remembers of its session between visits, so that a first visit sends the server no request; not a
 * secret. It is kept in two places. The cookie is lost when the browser drops its cookies, including that of the
 * session, and stays when the browser clears its storage. The storage distinguishes a lost session from one that never
 * existed. When storage refuses, less is remembered.
 */
export const sessionHint = {
  /** Whether a user may be signed in here. */
  isSet: (): boolean => sessionHint.holder() !== null || hasCookie(),

  /** The holder of the session, as a string that differs for each user; null when that is not known. */
  holder: (): string | null => localStorage.getItem(SESSION_HINT),

  /** The guest of this browser, and the document that the guest was admitted to; null for none. */
  guest(): { id: string; docId: string } | null {
    const [docId = '', id = ''] = held(GUEST_OF).split(' ');
    return docId === '' ? null : { id, docId };
  },

  /** Whether this page is of the document whose last guest's session has ended. */
  wasGuest(): boolean {
    const docId = localStorage.getItem(WAS_GUEST);
    return docId !== null && location.href.includes(docId);
  },

  /** The session of a user has begun or continues, or that of a guest in a document. */
  set(id: string, guestOf: string | null = null): void {
    keep(guestOf === null ? `${USER}${id}` : `${GUEST_OF}${guestOf} ${id}`);
    localStorage.removeItem(WAS_GUEST);
  },

  /** The browser leaves for a page from which it may return with a session. */
  expect(): void {
    if (!sessionHint.isSet()) keep('1');
  },

  /** The session has ended; `wasGuestOf`: it was a guest's in this document, and the guest did not end it. */
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
    // The cookie is enough to ask the server.
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
