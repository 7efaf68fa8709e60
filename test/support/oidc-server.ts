import { randomBytes } from 'node:crypto';
import type { Server } from 'node:http';
import { exportJWK, generateKeyPair } from 'jose';
import { Provider } from 'oidc-provider';

/** An account at the provider: any sign-in with the name `login` succeeds, with any password. */
export interface ProviderAccount {
  email?: string;
  email_verified?: boolean;
  name?: string;
}

/** A real OpenID provider (the certified package `oidc-provider`) on loopback, with its own sign-in pages. */
export interface OidcServer {
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** Its accounts by login, which is also their `sub`. Tests add and change them. */
  accounts: Map<string, ProviderAccount>;
  stop(): Promise<void>;
}

/** Starts a provider on `port` that requires PKCE and has one client, which returns to `redirectUris`. */
export async function startOidcServer(port: number, redirectUris: string[]): Promise<OidcServer> {
  const issuer = `http://127.0.0.1:${port}`;
  const clientId = 'document-editor';
  const clientSecret = randomBytes(24).toString('base64url');
  const accounts = new Map<string, ProviderAccount>();
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const provider = new Provider(issuer, {
    clients: [{ client_id: clientId, client_secret: clientSecret, redirect_uris: redirectUris }],
    jwks: { keys: [{ ...(await exportJWK(privateKey)), use: 'sig', alg: 'RS256', kid: 'first' }] },
    cookies: { keys: [randomBytes(16).toString('hex')] },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    pkce: { required: () => true },
    findAccount: (_context, login) => {
      const account = accounts.get(login);
      return account && { accountId: login, claims: () => ({ sub: login, ...account }) };
    },
  });
  const server: Server = await new Promise((done) => {
    const listening = provider.listen(port, '127.0.0.1', () => done(listening));
  });
  return {
    issuer,
    clientId,
    clientSecret,
    accounts,
    stop: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}
