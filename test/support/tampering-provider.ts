import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';

/** The differences of the provider's response from an honest one. */
export interface Tampering {
  /** Overrides claims of the ID token; undefined removes a claim. */
  claims?: Record<string, unknown>;
  /** Overrides parameters of the response to the browser; null removes a parameter. */
  parameters?: Record<string, string | null>;
  /** Signed with a key that is not among the published ones. */
  strangeKey?: boolean;
  /** Not signed at all: `alg` none. */
  unsigned?: boolean;
  /** No ID token in the response to the code. */
  noIdToken?: boolean;
}

/** A provider that signs everyone in at once as one person, and tampers with its responses on request. */
export interface TamperingProvider {
  issuer: string;
  clientId: string;
  /** The person who signs in. */
  person: Record<string, unknown>;
  tampering: Tampering;
  stop(): Promise<void>;
}

/** Starts it on `port`. Its responses contain `iss` (RFC 9207), and it has one public client. */
export async function startTamperingProvider(port: number): Promise<TamperingProvider> {
  const issuer = `http://127.0.0.1:${port}`;
  const clientId = 'tampered-with';
  const honest = await generateKeyPair('RS256', { extractable: true });
  const strange = await generateKeyPair('RS256');
  const jwk = { ...(await exportJWK(honest.publicKey)), use: 'sig', alg: 'RS256', kid: 'honest' };
  const nonces = new Map<string, string>();
  const state: TamperingProvider = {
    issuer,
    clientId,
    person: {},
    tampering: {},
    stop: () => new Promise((done) => server.close(() => done()).closeAllConnections()),
  };

  async function idToken(nonce: string): Promise<string> {
    const now = Math.floor(Date.now() / 1000);
    const claims = {
      iss: issuer,
      aud: clientId,
      iat: now,
      exp: now + 300,
      nonce,
      ...state.person,
      ...state.tampering.claims,
    };
    if (state.tampering.unsigned) {
      const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
      return `${part({ alg: 'none' })}.${part(claims)}.`;
    }
    const key = state.tampering.strangeKey ? strange.privateKey : honest.privateKey;
    return new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: 'honest' }).sign(key);
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', issuer);
    const sendJson = (value: unknown) =>
      response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(value));
    switch (url.pathname) {
      case '/.well-known/openid-configuration':
        sendJson({
          issuer,
          authorization_endpoint: `${issuer}/authorize`,
          token_endpoint: `${issuer}/token`,
          jwks_uri: `${issuer}/jwks`,
          response_types_supported: ['code'],
          subject_types_supported: ['public'],
          id_token_signing_alg_values_supported: ['RS256'],
          authorization_response_iss_parameter_supported: true,
        });
        return;
      case '/jwks':
        sendJson({ keys: [jwk] });
        return;
      case '/authorize': {
        const back = new URL(url.searchParams.get('redirect_uri') ?? '');
        const code = crypto.randomUUID();
        nonces.set(code, url.searchParams.get('nonce') ?? '');
        const parameters = {
          code,
          state: url.searchParams.get('state'),
          iss: issuer,
          ...state.tampering.parameters,
        };
        for (const [name, value] of Object.entries(parameters)) {
          if (value !== null) back.searchParams.set(name, value);
        }
        response.writeHead(302, { Location: back.href }).end();
        return;
      }
      case '/token': {
        const body = new URLSearchParams(await textOf(request));
        const nonce = nonces.get(body.get('code') ?? '') ?? '';
        const tokens = { access_token: 'unused', token_type: 'Bearer', expires_in: 60 };
        sendJson(state.tampering.noIdToken ? tokens : { ...tokens, id_token: await idToken(nonce) });
        return;
      }
      default:
        response.writeHead(404).end();
    }
  }

  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((done) => server.listen(port, '127.0.0.1', done));
  return state;
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
