import { browserOutbox } from '../collab/index.ts';
import { readProblem } from './problem.ts';
import { sessionHint } from './session-hint.ts';
import type { Account, Admitted, Guest, Refreshed, SignedIn } from './types.ts';

/**
 * Whether somebody is signed in, or here as a guest of one document; `unknown` until the refresh cookie was tried.
 * `ended`: it was not they who ended it, so what they have open may stay until they have read why. `why`: what the sign-in
 * page is to say of it. The browser did not send the cookie back (`lost`), or it was a guest's (`guest`).
 */
export type SessionState =
  | { state: 'unknown' }
  | { state: 'signed-out'; ended: boolean; why?: WhyEnded }
  /** Asked to sign out, and the server does not know yet: nothing of the session is shown or used any more. */
  | { state: 'signing-out' }
  | { state: 'signed-in'; user: Account }
  | { state: 'guest'; guest: Guest; docId: string };

/** What is worth a word when somebody is to sign in who was here already. */
export type WhyEnded = 'lost' | 'guest';

const REFRESH_LOCK = 'session-refresh';
/** Says that this browser still has to sign out, through reloads and restarts. */
const LEAVING = 'signing-out';
const LEAVE_AGAIN_MS = 15_000;
/** What the tabs of a browser tell each other. */
type Told = { over: string | null; ended: boolean } | { leaving: string } | { user: Account };
/** A token is renewed this long before it ends. */
const MARGIN_MS = 60_000;

/**
 * The session of this tab. A page has one session and no second: what is still under way of one that is over (requests that
 * are tried again, documents that are sent on, answers that are kept) must not go on with the next one, so that begins in a
 * page of its own. The access token lives in this object and nowhere else; the refresh token is a cookie that
 * no script can read. A refresh token used twice ends the session everywhere, so all tabs refresh under one lock.
 */
export class Session {
  private token: { value: string; expiresAt: number } | null = null;
  private refreshing: Promise<string> | null = null;
  private current: SessionState = beginning();
  private isLeaving = false;
  private leavingAgain: ReturnType<typeof setTimeout> | undefined;
  /** Whose session this page has, or had; null before the first. */
  private holder: string | null = null;
  private readonly listeners = new Set<() => void>();
  private readonly channel = new BroadcastChannel('session');

  constructor() {
    this.channel.onmessage = ({ data }: MessageEvent<Told>) => {
      if ('over' in data) {
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

  /** Takes over what signing up, signing in or refreshing answered. */
  begin(signedIn: SignedIn): void {
    const { id } = signedIn.user;
    const guest = sessionHint.guest();
    sessionHint.set(id);
    if (this.isAnother(id)) return this.startAnew(guest?.id ?? null, id);
    if (guest !== null) void inherit(guest.id, id);
    this.take(signedIn);
    browserOutbox().welcome(id);
    this.holder = id;
    this.set({ state: 'signed-in', user: signedIn.user });
  }

  /** Takes over what a link answered to a guest. */
  beginAsGuest(admitted: Admitted): void {
    const { guest, docId } = admitted;
    sessionHint.set(guest.id, docId);
    if (this.isAnother(guest.id)) return this.startAnew(null, guest.id);
    this.take(admitted);
    browserOutbox().welcome(guest.id);
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

  /** The browser leaves for a page that may come back with a session: a cookie is worth a try then. */
  expectCookie(): void {
    sessionHint.expect();
  }

  /** The server has ended the session: so it is over in every tab of this browser. */
  end(): void {
    this.announceOver(this.id, false);
    this.forget({ ended: false });
  }

  /**
   * Ends the session in every tab of this browser, and on the server as soon as that can be reached: until then it is
   * remembered, and nothing else is done with the session. Resolves after the first try. Edits that this browser still
   * holds of the user are dropped, in every tab.
   */
  leave(): Promise<void> {
    const leaving = this.id ?? '';
    try {
      localStorage.setItem(LEAVING, leaving || '1');
    } catch {
      // Storage that refuses remembers it for as long as this page is there.
      this.isLeaving = true;
    }
    this.channel.postMessage({ leaving } satisfies Told);
    this.stopUsing(leaving);
    return this.finishLeaving();
  }

  /** Tries again to end on the server what `leave` could not. */
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
        // A cookie that the server does not know any more is as good as signed out.
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

  /** A token that is valid now. Rejects when nobody is signed in or the server cannot be reached. */
  async accessToken(): Promise<string> {
    if (this.token && Date.now() < this.token.expiresAt - MARGIN_MS) return this.token.value;
    return this.refreshToken();
  }

  /** A fresh token, whatever the old one is. */
  refreshToken(): Promise<string> {
    const { state } = this.current;
    // A page that was signed out must not take up the session that somebody has begun in another one since.
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
      // Somebody has signed in while this answer was under way: it is not about their session.
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
      // Somebody else signed in in this browser: what this page was about to do would be done as them.
      this.token = null;
      this.set({ state: 'signed-out', ended: true });
      throw new Error('Another account is signed in in this browser.');
    }
    if ('user' in refreshed) this.begin(refreshed);
    else this.beginAsGuest({ ...refreshed, docId: refreshed.docId ?? sessionHint.guest()?.docId ?? '' });
    return refreshed.accessToken;
  }

  /** Who this tab is of; null while that is not known. */
  private get id(): string | null {
    const { current } = this;
    if (current.state === 'signed-in') return current.user.id;
    return current.state === 'guest' ? current.guest.id : null;
  }

  private stopUsing(userId: string): void {
    this.token = null;
    dropEdits(userId);
    if (this.current.state !== 'signing-out') this.set({ state: 'signing-out' });
  }

  // Whether a session that begins is not the first one of this page, or of somebody else.
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
    // The hint may be of the next session by now, which another page has begun.
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
    // The tab that was asked to may have died before it was through.
    dropEdits(leaving);
    return { state: 'signing-out' };
  }
  if (sessionHint.isSet()) return { state: 'unknown' };
  return { state: 'signed-out', ended: false, ...(sessionHint.wasGuest() ? { why: 'guest' } : {}) };
}

function holds(id: string): boolean {
  const holder = sessionHint.holder();
  return holder === null || !holder.includes(' ') || holder.split(' ').includes(id);
}

// A guest never comes back: what they did not get rid of is for the account that they go on with.
function inherit(guestId: string, userId: string): Promise<void> {
  return browserOutbox()
    .inherit(guestId, userId)
    .catch(() => undefined);
}

// Storage that refuses keeps nothing either; the next start of the app tries again while the sign-out is open.
function dropEdits(userId: string): void {
  browserOutbox()
    .drop(userId)
    .catch(() => undefined);
}

/** The session of this tab. */
export const session = new Session();
