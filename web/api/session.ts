import { browserDrafts, browserOutbox, browserUploads } from '../collab/index.ts';
import { drafts } from './drafts.ts';
import { guestModes, keptModes } from './kept-modes.ts';
import { readProblem } from './problem.ts';
import { sessionHint } from './session-hint.ts';
import type { Account, Admitted, Guest, Refreshed, SignedIn } from './types.ts';

/**
 * Whether a user is signed in, or a guest of one document is here; `unknown` until the refresh cookie was tried.
 * `ended`: the user did not end the session, so open documents may stay until the user has read why. `why`: what the
 * sign-in page explains: the browser did not send the cookie (`lost`), or the session was a guest's (`guest`).
 */
export type SessionState =
  | { state: 'unknown' }
  | { state: 'signed-out'; ended: boolean; why?: WhyEnded }
  /** The user has signed out, and the server does not know yet: nothing of the session is shown or used any more. */
  | { state: 'signing-out' }
  | { state: 'signed-in'; user: Account }
  | { state: 'guest'; guest: Guest; docId: string };

/** The reasons that the sign-in page explains to a returning user. */
export type WhyEnded = 'lost' | 'guest';

const REFRESH_LOCK = 'session-refresh';
/** The key that records, across reloads and restarts, that this browser still has to sign out. */
const LEAVING = 'signing-out';
const LEAVE_AGAIN_MS = 15_000;
/** The messages between the tabs of a browser. */
type Told = { over: string | null; ended: boolean } | { leaving: string } | { user: Account };
/** What a tab of an older app, still open beside this one, says in place of `over`. */
type ToldOnce = 'signed-out' | 'ended';
/** A token is renewed this long before it ends. */
const MARGIN_MS = 60_000;
/** What this browser keeps of a user besides their edits. */
const OWNED = [drafts, keptModes, guestModes];

/**
 * The session of this tab. A page has only one session: work of an ended session (retried requests, edits that are
 * still sent, cached responses) must not continue with the next one, so the next one begins in a new page. The access
 * token exists only in this object; the refresh token is a cookie that no script can read. A refresh token used twice
 * ends the session everywhere, so all tabs refresh under one lock.
 */
export class Session {
  private token: { value: string; expiresAt: number } | null = null;
  private refreshing: Promise<string> | null = null;
  private current: SessionState = beginning();
  private isLeaving = false;
  private leavingAgain: ReturnType<typeof setTimeout> | undefined;
  /** The user whose session this page has or had; null before the first. */
  private holder: string | null = null;
  private readonly listeners = new Set<() => void>();
  private readonly channel = new BroadcastChannel('session');

  constructor() {
    this.channel.onmessage = ({ data }: MessageEvent<Told | ToldOnce>) => {
      if (typeof data === 'string') this.forget({ ended: data === 'ended' });
      else if ('over' in data) {
        if (data.over === null || this.id === null || data.over === this.id) this.forget(data);
      } else if ('leaving' in data) this.stopUsing(data.leaving);
      else if (this.current.state === 'signed-in' && this.current.user.id === data.user.id) {
        this.set({ state: 'signed-in', user: data.user });
      }
    };
    addEventListener('online', () => void this.finishLeaving());
    if (this.current.state === 'signing-out') void this.finishLeaving();
  }

  readonly view = (): SessionState => this.current;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Begins the session that signing up, signing in or refreshing returned. */
  begin(signedIn: SignedIn): void {
    const { id } = signedIn.user;
    const guest = sessionHint.guest();
    sessionHint.set(id);
    if (this.isAnother(id)) return this.startAnew(guest?.id ?? null, id);
    if (guest !== null) void inherit(guest.id, id);
    this.take(signedIn);
    welcome(id);
    this.holder = id;
    this.set({ state: 'signed-in', user: signedIn.user });
  }

  /** Begins the session that a link gave to a guest. */
  beginAsGuest(admitted: Admitted): void {
    const { guest, docId } = admitted;
    sessionHint.set(guest.id, docId);
    if (this.isAnother(guest.id)) return this.startAnew(null, guest.id);
    this.take(admitted);
    welcome(guest.id);
    this.holder = guest.id;
    this.set({ state: 'guest', guest, docId });
  }

  /** Shows a changed profile, in every tab of this browser where its user is signed in. */
  setUser(user: Account): void {
    if (this.current.state === 'signed-in' && this.current.user.id === user.id) {
      this.set({ state: 'signed-in', user });
    }
    this.channel.postMessage({ user } satisfies Told);
  }

  /** The browser leaves for a page from which it may return with a session: the cookie will be tried then. */
  expectCookie(): void {
    sessionHint.expect();
  }

  /** The server has ended the session: ends it in every tab of this browser. */
  end(): void {
    this.announceOver(this.id, false);
    this.forget({ ended: false });
  }

  /**
   * Ends the session in every tab of this browser, and on the server as soon as that can be reached. Until then the
   * sign-out is remembered, and the session is not used. Resolves after the first try. Drops the edits, suggestions
   * and drafts that this browser still holds of the user, in every tab.
   */
  leave(): Promise<void> {
    const leaving = this.id ?? '';
    try {
      localStorage.setItem(LEAVING, leaving || '1');
    } catch {
      // When storage refuses, it is remembered only as long as this page exists.
      this.isLeaving = true;
    }
    this.channel.postMessage({ leaving } satisfies Told);
    this.stopUsing(leaving);
    return this.finishLeaving();
  }

  /** Tries again to end the session on the server, which `leave` could not. */
  finishLeaving(): Promise<void> {
    return navigator.locks.request(REFRESH_LOCK, async () => {
      clearTimeout(this.leavingAgain);
      const leaving = localStorage.getItem(LEAVING);
      if (leaving === null && !this.isLeaving) {
        // Another tab was quicker.
        if (this.current.state === 'signing-out') this.set(beginning());
        return;
      }
      const left = await fetch('/v1/auth/logout', { method: 'POST', credentials: 'same-origin' }).then(
        // A cookie that the server no longer knows counts as signed out.
        ({ ok, status }) => ok || status === 401,
        () => false,
      );
      if (!left) {
        this.leavingAgain = setTimeout(() => void this.finishLeaving(), LEAVE_AGAIN_MS);
        return;
      }
      localStorage.removeItem(LEAVING);
      this.isLeaving = false;
      this.announceOver(leaving === '1' ? null : leaving, false);
      this.forget({ ended: false });
    });
  }

  /** A token that is valid now. Rejects when no user is signed in or the server cannot be reached. */
  async accessToken(): Promise<string> {
    if (this.token && Date.now() < this.token.expiresAt - MARGIN_MS) return this.token.value;
    return this.refreshToken();
  }

  /** A fresh token, even if the old one is still valid. */
  refreshToken(): Promise<string> {
    const { state } = this.current;
    // A page that was signed out must not continue with a session that another page has begun since.
    if (state === 'signed-out' || state === 'signing-out')
      return Promise.reject(new Error('Nobody is signed in.'));
    this.refreshing ??= navigator.locks
      .request(REFRESH_LOCK, () => this.refresh())
      .finally(() => {
        this.refreshing = null;
      });
    return this.refreshing;
  }

  private async refresh(): Promise<string> {
    const leaving = localStorage.getItem(LEAVING);
    if (leaving !== null) {
      this.stopUsing(leaving);
      throw new Error('This browser is signing out.');
    }
    const before = sessionHint.holder();
    const response = await fetch('/v1/auth/refresh', { method: 'POST', credentials: 'same-origin' });
    if (response.status === 401 || response.status === 403) {
      const { code } = await readProblem(response);
      // A user has signed in while this response was under way: it does not concern the new session.
      if (sessionHint.holder() !== before && this.id === null) throw new Error('Another session has begun.');
      this.announceOver(this.id, true);
      this.forget({ ended: true, isLost: code === 'no_refresh_token' });
      throw new Error('The session has ended.');
    }
    if (!response.ok) throw new Error(`The session could not be renewed (${response.status}).`);
    const refreshed = (await response.json()) as Refreshed;
    const id = 'user' in refreshed ? refreshed.user.id : refreshed.guest.id;
    const own = this.id;
    if (own !== null && own !== id) {
      // Another user has signed in in this browser: this page's next request would be made as that user.
      this.token = null;
      this.set({ state: 'signed-out', ended: true });
      throw new Error('Another account is signed in in this browser.');
    }
    if ('user' in refreshed) this.begin(refreshed);
    else this.beginAsGuest({ ...refreshed, docId: refreshed.docId ?? sessionHint.guest()?.docId ?? '' });
    return refreshed.accessToken;
  }

  /** The user or guest of this tab; null while that is not known. */
  private get id(): string | null {
    const { current } = this;
    if (current.state === 'signed-in') return current.user.id;
    return current.state === 'guest' ? current.guest.id : null;
  }

  private stopUsing(userId: string): void {
    this.token = null;
    dropUnsent(userId);
    if (this.current.state !== 'signing-out') this.set({ state: 'signing-out' });
  }

  // Whether a session that begins is another one than the page has: the page had one already, and it has ended or is
  // another user's.
  private isAnother(id: string): boolean {
    return this.holder !== null && (this.holder !== id || this.id === null);
  }

  private startAnew(guestId: string | null, id: string): void {
    const inherited = guestId === null ? Promise.resolve() : inherit(guestId, id);
    void inherited.finally(() => location.reload());
  }

  private announceOver(over: string | null, ended: boolean): void {
    this.channel.postMessage({ over, ended } satisfies Told);
  }

  private take(answer: { accessToken: string; expiresIn: number }): void {
    this.token = { value: answer.accessToken, expiresAt: Date.now() + answer.expiresIn * 1000 };
  }

  private forget({ ended, isLost = false }: { ended: boolean; isLost?: boolean }): void {
    this.token = null;
    const guest = ended && this.current.state !== 'signed-in' ? sessionHint.guest() : null;
    const why = guest ? 'guest' : isLost ? 'lost' : undefined;
    // The hint may already belong to the next session, which another page has begun.
    if (this.id === null || holds(this.id)) sessionHint.clear(guest?.docId);
    this.set({ state: 'signed-out', ended, ...(why ? { why } : {}) });
  }

  private set(state: SessionState): void {
    this.current = state;
    for (const listener of this.listeners) listener();
  }
}

function beginning(): SessionState {
  const leaving = localStorage.getItem(LEAVING);
  if (leaving !== null) {
    // The tab in which the user signed out may have died before it finished.
    dropUnsent(leaving);
    return { state: 'signing-out' };
  }
  if (sessionHint.isSet()) return { state: 'unknown' };
  return { state: 'signed-out', ended: false, ...(sessionHint.wasGuest() ? { why: 'guest' } : {}) };
}

function holds(id: string): boolean {
  const holder = sessionHint.holder();
  return holder === null || !holder.includes(' ') || holder.split(' ').includes(id);
}

// A guest never returns: the guest's unsent edits and suggestions go to the account that continues.
async function inherit(guestId: string, userId: string): Promise<void> {
  const outbox = browserOutbox();
  await Promise.allSettled([
    outbox.inherit(guestId, userId),
    browserDrafts().inherit(guestId, userId, (edit) => outbox.keep(edit)),
    browserUploads().inherit(guestId, userId),
  ]);
}

// Storage that refuses holds no edits either; the next start of the app tries again while the sign-out is not complete.
function dropUnsent(userId: string): void {
  for (const texts of OWNED) texts.drop(userId);
  for (const store of [browserOutbox(), browserDrafts(), browserUploads()])
    store.drop(userId).catch(() => undefined);
}

function welcome(userId: string): void {
  for (const store of [browserOutbox(), browserDrafts(), browserUploads()]) store.welcome(userId);
  for (const texts of OWNED) texts.welcome(userId);
}

/** The session of this tab. */
export const session = new Session();
