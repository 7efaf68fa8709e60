import type { Account, SignedIn } from './types.ts';

/** Whether somebody is signed in; `unknown` until the refresh cookie was tried. */
export type SessionState =
  | { state: 'unknown' }
  | { state: 'signed-out' }
  | { state: 'signed-in'; user: Account };

/** Says that a refresh cookie may exist, so that a first visit asks the server nothing. No secret. */
const HINT = 'signed-in';
const REFRESH_LOCK = 'session-refresh';
/** A token is renewed this long before it ends. */
const MARGIN_MS = 60_000;

/**
 * The session of this tab. The access token lives in this object and nowhere else; the refresh token is a cookie that
 * no script can read. A refresh token used twice ends the session everywhere, so all tabs refresh under one lock.
 */
export class Session {
  private token: { value: string; expiresAt: number } | null = null;
  private refreshing: Promise<string> | null = null;
  private current: SessionState = localStorage.getItem(HINT) ? { state: 'unknown' } : { state: 'signed-out' };
  private readonly listeners = new Set<() => void>();
  private readonly channel = new BroadcastChannel('session');

  constructor() {
    this.channel.onmessage = ({ data }) => {
      if (data === 'signed-out') this.forget();
    };
  }

  readonly view = (): SessionState => this.current;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Takes over what signing up, signing in or refreshing answered. */
  begin(signedIn: SignedIn): void {
    this.token = { value: signedIn.accessToken, expiresAt: Date.now() + signedIn.expiresIn * 1000 };
    localStorage.setItem(HINT, '1');
    this.set({ state: 'signed-in', user: signedIn.user });
  }

  /** Shows a changed profile. */
  setUser(user: Account): void {
    if (this.current.state === 'signed-in') this.set({ state: 'signed-in', user });
  }

  /** Ends the session in every tab of this browser. */
  end(): void {
    this.channel.postMessage('signed-out');
    this.forget();
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
      this.end();
      throw new Error('The session has ended.');
    }
    if (!response.ok) throw new Error(`The session could not be renewed (${response.status}).`);
    const signedIn = (await response.json()) as SignedIn;
    this.begin(signedIn);
    return signedIn.accessToken;
  }

  private forget(): void {
    this.token = null;
    localStorage.removeItem(HINT);
    this.set({ state: 'signed-out' });
  }

  private set(state: SessionState): void {
    this.current = state;
    for (const listener of this.listeners) listener();
  }
}

/** The session of this tab. */
export const session = new Session();
