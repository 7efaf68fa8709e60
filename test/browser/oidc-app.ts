import { freePort, startApp } from '../support/app.ts';
import { type OidcServer, startOidcServer } from '../support/oidc-server.ts';
import { startTamperingProvider, type TamperingProvider } from '../support/tampering-provider.ts';

/** The app, with a real OpenID provider on loopback (as `google` and as `acme`) and one that tampers on request. */
export interface OidcApp {
  origin: string;
  provider: OidcServer;
  liar: TamperingProvider;
  stop(): Promise<void>;
}

/** Starts all three. No server listens at the address of the provider `down`. */
export async function startOidcApp(): Promise<OidcApp> {
  const port = await freePort();
  const origin = `http://localhost:${port}`;
  const provider = await startOidcServer(await freePort(), [
    `${origin}/v1/auth/google/callback`,
    `${origin}/v1/auth/oidc/acme/callback`,
  ]);
  const liar = await startTamperingProvider(await freePort());
  const { issuer, clientId } = provider;
  const providers = [
    { id: 'google', issuer, clientId },
    { id: 'acme', name: 'Acme', issuer, clientId },
    { id: 'liar', name: 'Liar', issuer: liar.issuer, clientId: liar.clientId },
    { id: 'vouched', name: 'Vouched', issuer: liar.issuer, clientId: liar.clientId, vouchedEmails: true },
    { id: 'down', name: 'Down', issuer: `http://127.0.0.1:${await freePort()}`, clientId: 'nobody' },
  ];
  const secrets = { google: provider.clientSecret, acme: provider.clientSecret };
  const app = await startApp({
    port,
    env: { OIDC_PROVIDERS: JSON.stringify(providers), OIDC_CLIENT_SECRETS: JSON.stringify(secrets) },
  });
  const stop = async () => {
    await Promise.all([app.stop(), provider.stop(), liar.stop()]);
  };
  return { origin, provider, liar, stop };
}

let visitors = 0;

/** A browser without pages: follows no redirect by itself and stores the cookies that it receives. */
export class Visitor {
  readonly cookies = new Map<string, string>();
  private readonly origin: string;
  // Each has a network address of its own, as real users do, because rates are counted by it.
  private readonly address = `192.0.2.${++visitors}`;

  constructor(origin: string) {
    this.origin = origin;
  }

  /** Sends a request to the app, or to the target of an absolute `path`. */
  async go(path: string, { body, token }: { body?: unknown; token?: string } = {}): Promise<Response> {
    const response = await fetch(new URL(path, this.origin), {
      method: body === undefined ? 'GET' : 'POST',
      redirect: 'manual',
      headers: {
        Cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        Origin: this.origin,
        'CF-Connecting-IP': this.address,
        ...(token !== undefined && { Authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      if (new URL(path, this.origin).origin === this.origin) this.cookies.set(name, value);
    }
    return response;
  }

  /** The target of a redirect. */
  async location(path: string): Promise<string> {
    const response = await this.go(path);
    const location = response.headers.get('Location');
    if (response.status !== 302 || location === null) throw new Error(`${path}: ${response.status}`);
    return location;
  }

  /** The user of the refresh cookie; null without one. */
  async user(): Promise<{ id: string; email: string; emailVerified: boolean; token: string } | null> {
    const response = await this.go('/v1/auth/refresh', { body: {} });
    if (response.status === 401) return null;
    const { user, accessToken } = (await response.json()) as { user: never; accessToken: string };
    return { ...(user as object), token: accessToken } as never;
  }
}
