import { setTimeout as sleep } from 'node:timers/promises';

const RETRY_MS = 100;
const PASSWORD = 'correct horse battery staple';

/** A user with an account and a token. */
export interface Account {
  id: string;
  email: string;
  token: string;
}

/** The REST API of a platform that may be dead at any moment. */
export class Api {
  readonly #origin: string;

  constructor(origin: string) {
    this.#origin = origin;
  }

  /** Sends one request; returns the response, or null when none came. Throws on a refusal. */
  async try<T>(method: string, path: string, token: string | null, body?: unknown): Promise<T | null> {
    let response: Response;
    let text: string;
    try {
      response = await fetch(`${this.#origin}${path}`, {
        method,
        headers: {
          ...(token !== null && { Authorization: `Bearer ${token}` }),
          ...(body !== undefined && { 'Content-Type': 'application/json' }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      text = await response.text();
    } catch {
      return null;
    }
    if (response.ok) return (text === '' ? null : JSON.parse(text)) as T;
    // A platform that is starting or dying; wrangler's own proxy responds like this for a missing worker.
    if (response.status >= 500 || response.status === 429) return null;
    throw new Error(`${method} ${path}: ${response.status} ${text}`);
  }

  /** Repeats an idempotent request until there is a response. */
  async must<T>(method: string, path: string, token: string | null, body?: unknown): Promise<T> {
    for (;;) {
      const answer = await this.try<T>(method, path, token, body);
      if (answer !== null) return answer;
      await sleep(RETRY_MS);
    }
  }

  /** A new account. */
  async register(name: string): Promise<Account> {
    const email = `${name}-${process.pid}-${Date.now()}@example.com`;
    const credentials = { email, password: PASSWORD, tokenDelivery: 'body' };
    const answer = await this.must<{ user: { id: string }; accessToken: string }>(
      'POST',
      '/v1/auth/register',
      null,
      { ...credentials, name },
    );
    return { id: answer.user.id, email, token: answer.accessToken };
  }

  /** A fresh token for an account. */
  async signIn(account: Account): Promise<string> {
    const credentials = { email: account.email, password: PASSWORD, tokenDelivery: 'body' };
    const { accessToken } = await this.must<{ accessToken: string }>(
      'POST',
      '/v1/auth/login',
      null,
      credentials,
    );
    account.token = accessToken;
    return accessToken;
  }
}
