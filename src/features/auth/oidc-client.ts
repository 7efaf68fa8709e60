import * as oauth from 'oauth4webapi';
import type { Provider } from './providers.ts';

const TIMEOUT_MS = 10_000;
const METADATA_MS = 60 * 60_000;

/** Why a provider did not identify the user. */
export type OidcFailure = 'access_denied' | 'provider_unavailable' | 'provider_failed';

/** A provider did not identify the user; the message is for the log. */
export class OidcError extends Error {
  readonly code: OidcFailure;

  constructor(code: OidcFailure, detail: string) {
    super(detail);
    this.code = code;
  }
}

/** What a sign-in at a provider is bound to. */
export interface Binding {
  redirectUri: string;
  state: string;
  nonce: string;
  codeVerifier: string;
}

/** The identity of a user, as proved by a provider. */
export interface Claims {
  /** The user's permanent id at this provider; the address may change. */
  subject: string;
  email: string | null;
  emailVerified: boolean;
  name: string | null;
  /** When the user last signed in there, in ms since 1970; null when the provider does not say. */
  authenticatedAt: number | null;
}

declare const fit: unique symbol;

/** Claims whose address and name are parsed as those that people enter here. */
export type ParsedClaims = Claims & { readonly [fit]: true };

/**
 * Where to send a browser to sign in (authorization code flow, OpenID Connect Core 3.1, with PKCE, RFC 7636). With
 * `fresh` set, the provider is asked not to accept an earlier sign-in.
 */
export async function authorizationUrl(
  provider: Provider,
  { redirectUri, state, nonce, codeVerifier }: Binding,
  { fresh }: { fresh: boolean },
): Promise<URL> {
  const { server } = await discover(provider);
  if (!server.authorization_endpoint) {
    throw new OidcError('provider_failed', 'The metadata name no authorization_endpoint.');
  }
  const url = new URL(server.authorization_endpoint);
  const parameters = {
    client_id: provider.clientId,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: provider.scopes,
    state,
    nonce,
    code_challenge: await oauth.calculatePKCECodeChallenge(codeVerifier),
    code_challenge_method: 'S256',
    ...(fresh && { prompt: 'login', max_age: '0' }),
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url;
}

/**
 * The claims of the user that returned from a provider with these parameters. Checks the state, the issuer (of the
 * response, where announced, RFC 9207, and of the ID token), audience, nonce, times and the ID token's signature; the
 * code is sent with its PKCE verifier. Throws OidcError.
 */
export async function fetchClaims(
  provider: Provider,
  parameters: URLSearchParams,
  { redirectUri, state, nonce, codeVerifier }: Binding,
): Promise<Claims> {
  const { server, jwks } = await discover(provider);
  return orOidcError(async () => {
    const client = clientOf(provider);
    const options = requestOptions(provider);
    const validated = oauth.validateAuthResponse(server, client, parameters, state);
    const response = await oauth.authorizationCodeGrantRequest(
      server,
      client,
      authentication(provider, server),
      validated,
      redirectUri,
      codeVerifier,
      options,
    );
    const tokens = await oauth.processAuthorizationCodeResponse(server, client, response, {
      expectedNonce: nonce,
      requireIdToken: true,
    });
    // TLS alone would suffice (OpenID Connect Core 3.1.3.7); the signature also protects against a proxy in between.
    await oauth.validateApplicationLevelSignature(server, response, { ...options, [oauth.jwksCache]: jwks });
    const idToken = oauth.getValidatedIdTokenClaims(tokens);
    if (idToken === undefined) throw new OidcError('provider_failed', 'There is no ID token.');
    if (idToken.email !== undefined || !server.userinfo_endpoint) return toClaims(provider, idToken, idToken);

    const answer = await oauth.userInfoRequest(server, client, tokens.access_token, options);
    return toClaims(
      provider,
      idToken,
      await oauth.processUserInfoResponse(server, client, idToken.sub, answer),
    );
  });
}

function toClaims(
  { vouchedEmails }: Provider,
  idToken: oauth.IDToken,
  profile: Readonly<Record<string, unknown>>,
): Claims {
  const { email, email_verified: verified, name } = profile;
  const { auth_time: authTime } = idToken;
  return {
    subject: idToken.sub,
    email: typeof email === 'string' ? email : null,
    // Some providers send a string (Amazon Cognito, Apple), some nothing. An address that the provider calls unverified
    // is unverified, even with `vouchedEmails`.
    emailVerified:
      verified === true || verified === 'true' || (verified === undefined && vouchedEmails === true),
    name: typeof name === 'string' ? name : null,
    authenticatedAt: typeof authTime === 'number' ? authTime * 1000 : null,
  };
}

interface Known {
  server: oauth.AuthorizationServer;
  jwks: oauth.JWKSCacheInput;
  until: number;
}

// Fetched values, never promises: one request may not wait for the I/O of another one.
const known = new Map<string, Known>();

/** A provider's metadata (OpenID Connect Discovery), at most an hour old. Throws OidcError. */
async function discover(provider: Provider): Promise<Known> {
  const { href } = provider.issuer;
  const cached = known.get(href);
  if (cached && Date.now() < cached.until) return cached;
  const server = await orOidcError(async () => {
    const response = await oauth.discoveryRequest(provider.issuer, requestOptions(provider));
    return oauth.processDiscoveryResponse(provider.issuer, response);
  });
  const entry = { server, jwks: {}, until: Date.now() + METADATA_MS };
  known.set(href, entry);
  return entry;
}

function clientOf({ clientId }: Provider): oauth.Client {
  return { client_id: clientId };
}

function requestOptions({ insecure }: Provider) {
  return { signal: AbortSignal.timeout(TIMEOUT_MS), [oauth.allowInsecureRequests]: insecure };
}

function authentication(
  { clientSecret }: Provider,
  { token_endpoint_auth_methods_supported: methods }: oauth.AuthorizationServer,
): oauth.ClientAuth {
  if (clientSecret === null) return oauth.None();
  // The default is Basic (OpenID Connect Discovery 3).
  return methods === undefined || methods.includes('client_secret_basic')
    ? oauth.ClientSecretBasic(clientSecret)
    : oauth.ClientSecretPost(clientSecret);
}

async function orOidcError<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw toOidcError(error);
  }
}

// The cause of the library's errors (tokens, bodies) is never logged.
function toOidcError(error: unknown): OidcError {
  if (error instanceof OidcError) return error;
  if (error instanceof oauth.AuthorizationResponseError) {
    const code = error.error === 'access_denied' ? 'access_denied' : 'provider_failed';
    return new OidcError(code, `The provider answered ${error.error}.`);
  }
  if (error instanceof oauth.ResponseBodyError) {
    return new OidcError('provider_failed', `The provider refused: ${error.error} (${error.status}).`);
  }
  if (error instanceof oauth.OperationProcessingError || error instanceof oauth.UnsupportedOperationError) {
    const status = error.cause instanceof Response ? error.cause.status : 0;
    return new OidcError(status >= 500 ? 'provider_unavailable' : 'provider_failed', error.message);
  }
  if (error instanceof oauth.WWWAuthenticateChallengeError) {
    return new OidcError('provider_failed', 'The provider refused the client or its token.');
  }
  return new OidcError('provider_unavailable', error instanceof Error ? error.message : String(error));
}
