import { readProblem } from './problem.ts';
import { sessionHint } from './session-hint.ts';
import type { Account, Admitted, Guest, Refreshed, SignedIn } from './types.ts';

/**
 * Whether somebody is signed in, or here as a guest of one document; `unknown` until the refresh cookie was tried.
 * `ended`: it was not they who ended it, so what they have open may stay until they have read why. `lost`: there was one,
 * but this browser did not send its cookie back.
 */
export type SessionState =
  | { state: 'unknown' }
  | { state: 'signed-out'; ended: boolean; lost?: boolean }
  | { state: 'signed-in'; user: Account }
  | { state: 'guest'; guest: Guest; docId: string };

const REFRESH_LOCK = 'session-refresh';
/** What the tabs of a browser tell each other. */
type Told = 'signed-out' | 'ended' | { user: Account };
/** A token is renewed this long before it ends. */
const MARGIN_MS = 60_000;

/**
 * The session of this tab. The access token lives in this object and nowhere else; the refresh token is a cookie that
 * no script can read. A refresh token used twice ends the session everywhere, so all tabs refresh under one lock.
 */
export class Session {
  private token: { value: string; expiresAt: number } | null = null;
  private refreshing: Promise<string> | null = null;
  private current: SessionState = sessionHint.isSet()
    ? { state: 'unknown' }
    : { state: 'signed-out', ended: false };
  private readonly listeners = new Set<() => void>();
  private readonly channel = new BroadcastChannel('session');

  constructor() {
    this.channel.onmessage = ({ data }: MessageEvent<Told>) => {
      if (typeof data === 'string') this.forget({ ended: data === 'ended' });
      else if (this.current.state === 'signed-in' && this.current.user.id === data.user.id) {
        this.set({ state: 'signed-in', user: data.user });
      }
    };
  }

  readonly view = (): SessionState => this.current;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Takes over what signing up, signing in or refreshing answered. */
  begin(signedIn: SignedIn): void {
    this.take(signedIn);
    sessionHint.set();
    this.set({ state: 'signed-in', user: signedIn.user });
  }

  /** Takes over what a link answered to a guest. */
  beginAsGuest(admitted: Admitted): void {
    const { guest, docId } = admitted;
    this.take(admitted);
    sessionHint.set(docId);
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
    sessionHint.set();
  }

  /** Ends the session in every tab of this browser. */
  end(): void {
    this.channel.postMessage('signed-out' satisfies Told);
    this.forget({ ended: false });
  }

  /** A token that is valid now. Rejects when nobody is signed in or the server cannot be reached. */
  async accessToken(): Promise<string> {
    if (this.token && Date.now() < this.token.expiresAt - MARGIN_MS) return this.token.value;
    return this.refreshToken();
  }

  /** A fresh token, whatever the old one is. */
  refreshToken(): Promise<string> {
    this.refreshing ??= navigator.locks
      .request(REFRESH_LOCK, () => this.refresh())
      .finally(() => {
        this.refreshing = null;
      });
    return this.refreshing;
  }

  private async refresh(): Promise<string> {
    const response = await fetch('/v1/auth/refresh', { method: 'POST', credentials: 'same-origin' });
    if (response.status === 401 || response.status === 403) {
      const { code } = await readProblem(response);
      this.channel.postMessage('ended' satisfies Told);
      this.forget({ ended: true, lost: code === 'no_refresh_token' });
      throw new Error('The session has ended.');
    }
    if (!response.ok) throw new Error(`The session could not be renewed (${response.status}).`);
    const refreshed = (await response.json()) as Refreshed;
    if ('user' in refreshed) this.begin(refreshed);
    else this.beginAsGuest({ ...refreshed, docId: refreshed.docId ?? sessionHint.guestOf() });
    return refreshed.accessToken;
  }

  private take(answer: { accessToken: string; expiresIn: number }): void {
    this.token = { value: answer.accessToken, expiresAt: Date.now() + answer.expiresIn * 1000 };
  }

  private forget({ ended, lost = false }: { ended: boolean; lost?: boolean }): void {
    this.token = null;
    sessionHint.clear();
    this.set({ state: 'signed-out', ended, lost });
  }

  private set(state: SessionState): void {
    this.current = state;
    for (const listener of this.listeners) listener();
  }
}

/** The session of this tab. */
export const session = new Session();
