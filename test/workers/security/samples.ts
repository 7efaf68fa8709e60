import { env } from 'cloudflare:workers';
import { randomId } from '../../../src/base/ids.ts';
import { documentOf } from '../support/peer.ts';
import type { World } from './callers.ts';

/** The context in which a sample's request is created. */
export interface Scene extends World {
  /** The caller's id. */
  self: string;
}

/** A valid request, so that only its caller decides the response. */
export interface Sample {
  body?: unknown;
  /** Values for the parameters of the path after `docId`; creates the rows that must exist. */
  path?: (scene: Scene) => Record<string, string> | Promise<Record<string, string>>;
  query?: string;
  /** The access of this variant, if it differs from the route's own. */
  access?: string;
  /** An allowed caller may still get 404: the request's subject cannot be created here. */
  mayMiss?: true;
  headers?: Record<string, string>;
}

const insert = (sql: string, ...values: unknown[]) =>
  env.DB.prepare(sql)
    .bind(...values)
    .run();

const passkeyResponse = {
  id: 'AAAA',
  rawId: 'AAAA',
  type: 'public-key',
  clientExtensionResults: {},
};
const assertion = {
  ...passkeyResponse,
  response: { clientDataJSON: 'AAAA', authenticatorData: 'AAAA', signature: 'AAAA' },
};
const registration = { ...passkeyResponse, response: { clientDataJSON: 'AAAA', attestationObject: 'AAAA' } };
const TOKEN = 'A'.repeat(43);

async function ownSession({ self }: Scene) {
  const sessionId = randomId();
  await insert(
    `INSERT INTO sessions (id, user_id, token_hash, rotated_at, expires_at, ends_at, user_agent, created_at) VALUES (?, ?, 'x', 1, 4e12, 4e12, '', 1)`,
    sessionId,
    self,
  );
  return { sessionId };
}

async function ownPasskey({ self }: Scene) {
  const passkeyId = randomId();
  await insert(
    `INSERT INTO passkeys (id, user_id, name, public_key, counter, transports, backed_up, created_at) VALUES (?, ?, 'Key', 'x', 0, '[]', 0, 1)`,
    passkeyId,
    self,
  );
  return { passkeyId };
}

async function ownToken({ self }: Scene) {
  const tokenId = randomId();
  await insert(
    `INSERT INTO api_tokens (id, user_id, name, hash, hint, scopes, created_at) VALUES (?, ?, 'T', ?, 'abcd', '[]', 1)`,
    tokenId,
    self,
    randomId(),
  );
  return { tokenId };
}

async function identity({ self }: Scene) {
  for (const provider of ['google', 'password'])
    await insert(
      `INSERT INTO identities (provider, subject, user_id, secret, created_at) VALUES (?, ?, ?, 'x', 1)`,
      provider,
      randomId(),
      self,
    );
  return { provider: 'google' };
}

async function invitation({ docId, owner }: World) {
  const invitationId = randomId();
  await insert(
    `INSERT INTO invitations (id, doc_id, email, role, invited_by, expires_at, created_at) VALUES (?, ?, ?, 'viewer', ?, 4e12, 1)`,
    invitationId,
    docId,
    `${invitationId.toLowerCase()}@example.com`,
    owner,
  );
  return { invitationId };
}

async function ownerOffer({ docId, owner, self }: Scene): Promise<Record<string, string>> {
  await insert(
    'INSERT OR REPLACE INTO owner_offers (doc_id, from_id, to_id, expires_at, created_at) VALUES (?, ?, ?, 4e12, 1)',
    docId,
    owner,
    self,
  );
  return {};
}

async function accessRequest({ docId }: World) {
  const [requestId, userId] = [randomId(), randomId()];
  await insert(
    `INSERT INTO users (id, email, name, color, preferences, created_at, updated_at) VALUES (?, ?, 'Asker', '#112233', '{}', 1, 1)`,
    userId,
    `${userId.toLowerCase()}@example.com`,
  );
  await insert(
    `INSERT INTO access_requests (id, doc_id, user_id, role, created_at) VALUES (?, ?, ?, 'viewer', 1)`,
    requestId,
    docId,
    userId,
  );
  return { requestId };
}

async function deadLetter() {
  const id = randomId();
  await insert(
    `INSERT INTO dead_letters (id, queue, body, failed_at) VALUES (?, 'document-changes', '{}', 1)`,
    id,
  );
  return { id };
}

async function threadBy(docId: string, userId: string): Promise<Record<string, string>> {
  const user = { id: userId, name: 'Author', color: '#112233' };
  const range = { index: 0, length: 2 };
  const opened = await documentOf(docId).openThread({
    by: { user },
    version: 1,
    range,
    body: 'Hm',
    mentions: [],
  });
  if (!opened.ok) throw new Error(opened.error.message);
  return { threadId: opened.value.id, commentId: opened.value.comments[0]?.id ?? '' };
}

async function suggestionBy(docId: string, userId: string): Promise<Record<string, string>> {
  const by = { user: { id: userId, name: 'Author', color: '#112233' } };
  const made = await documentOf(docId).suggest({ by, version: 1, delta: [{ insert: 'x' }] });
  if (!made.ok) throw new Error(made.error.message);
  return { suggestionId: made.value.id };
}

const ownSuggestion = ({ docId, self }: Scene) => suggestionBy(docId, self);
const anothersSuggestion = ({ docId, owner, member, self }: Scene) =>
  suggestionBy(docId, self === owner ? member : owner);
const ownThread = ({ docId, self }: Scene) => threadBy(docId, self);
const anothersThread = ({ docId, owner, member, self }: Scene) =>
  threadBy(docId, self === owner ? member : owner);
const member = ({ member: userId }: Scene) => ({ userId });
const oneself = ({ self: userId }: Scene) => ({ userId });
const version = () => ({ version: '0' });
const unknownToken = () => ({ token: TOKEN });

/** One request for every route, and one for each variant that needs another access. */
export const SAMPLES: Record<string, Sample> = {
  'POST /v1/auth/register': { body: { email: 'not-an-address', password: 'x'.repeat(8), name: 'X' } },
  'POST /v1/auth/login': { body: { email: 'nobody@example.com', password: 'wrong password' } },
  'POST /v1/auth/refresh': { body: { refreshToken: 'none' } },
  'POST /v1/auth/logout': { body: {} },
  'GET /v1/auth/validate': {},
  'GET /.well-known/jwks.json': {},
  'POST /v1/auth/logout-all': { body: {} },
  'GET /v1/auth/sessions': {},
  'PATCH /v1/auth/sessions/{sessionId}': { path: ownSession, body: { name: 'Mine' } },
  'DELETE /v1/auth/sessions/{sessionId}': { path: ownSession },
  'POST /v1/auth/verify-email': { body: { token: TOKEN } },
  'POST /v1/auth/verify-email/look': { body: { token: TOKEN } },
  'POST /v1/auth/verify-email/resend': {},
  'GET /v1/auth/account': {},
  'POST /v1/auth/password/forgot': { body: { email: 'nobody@example.com' } },
  'POST /v1/auth/password/reset': { body: { token: TOKEN, password: 'a long enough passphrase 7' } },
  'POST /v1/auth/password/change': { body: { current: 'wrong', password: 'a long enough passphrase 7' } },
  'POST /v1/auth/reauthenticate': { body: { password: 'wrong' } },
  'POST /v1/auth/passkeys/options': {},
  'POST /v1/auth/passkeys': { body: { name: 'Key', challenge: TOKEN, response: registration } },
  'GET /v1/auth/passkeys': {},
  'PATCH /v1/auth/passkeys/{passkeyId}': { path: ownPasskey, body: { name: 'Key' } },
  'DELETE /v1/auth/passkeys/{passkeyId}': { path: ownPasskey },
  'POST /v1/auth/totp': {},
  'DELETE /v1/auth/totp': { mayMiss: true },
  'POST /v1/auth/totp/confirm': { body: { code: '000000' }, mayMiss: true },
  'POST /v1/auth/recovery-codes': { mayMiss: true },
  'POST /v1/auth/second-factor': { body: { ticket: TOKEN, code: '000000' } },
  'POST /v1/auth/second-factor/options': { body: { ticket: TOKEN } },
  'POST /v1/auth/passkey/options': {},
  'POST /v1/auth/passkey': { body: { challenge: TOKEN, response: assertion } },
  'POST /v1/auth/reauthenticate/passkey/options': { mayMiss: true },
  'POST /v1/auth/reauthenticate/passkey': { body: { challenge: TOKEN, response: assertion } },
  'POST /v1/auth/reauthenticate/totp': { body: { code: '000000' } },
  'GET /v1/auth/providers': {},
  'GET /v1/auth/google': { mayMiss: true },
  'GET /v1/auth/google/callback': { mayMiss: true },
  'GET /v1/auth/oidc/{provider}': { path: () => ({ provider: 'none' }), mayMiss: true },
  'GET /v1/auth/oidc/{provider}/callback': { path: () => ({ provider: 'none' }), mayMiss: true },
  'POST /v1/auth/oidc/{provider}/link': { path: () => ({ provider: 'none' }), mayMiss: true },
  'POST /v1/auth/oidc/{provider}/reauthenticate': { path: () => ({ provider: 'none' }), mayMiss: true },
  'GET /v1/auth/identities': {},
  'DELETE /v1/auth/identities/{provider}': { path: identity },
  'GET /v1/tokens': {},
  'POST /v1/tokens': { body: { name: 'T', scopes: ['docs:read'] } },
  'DELETE /v1/tokens/{tokenId}': { path: ownToken },
  'DELETE /v1/users/me': { body: { documents: 'delete' } },
  'GET /v1/users/me': {},
  'PUT /v1/users/me': { body: { name: 'Me' } },
  'GET /v1/users/me/export': {},
  'GET /v1/users/{userId}': { path: member },
  'POST /v1/docs': { body: { title: 'New' } },
  'GET /v1/docs': {},
  'GET /v1/docs/{docId}': {},
  'PATCH /v1/docs/{docId}': { body: { starred: true }, access: 'star' },
  'PATCH /v1/docs/{docId} (rename)': { body: { title: 'Other' }, access: 'rename' },
  'PATCH /v1/docs/{docId} (both)': { body: { title: 'Other', starred: true }, access: 'rename+star' },
  'DELETE /v1/docs/{docId}': {},
  'DELETE /v1/docs/{docId} (for good)': { query: '?permanent=true', access: 'erase' },
  'POST /v1/docs/{docId}/restore': {},
  'POST /v1/docs/{docId}/duplicate': { body: {} },
  'POST /v1/docs/{docId}/fork': { body: {} },
  'GET /v1/docs/{docId}/origin': {},
  'POST /v1/docs/{docId}/merge': { body: { as: 'edit' } },
  'POST /v1/docs/{docId}/update': {},
  'GET /v1/docs/{docId}/content': {},
  'GET /v1/docs/{docId}/content (with suggestions)': {
    query: '?suggestions=inline',
    access: 'readSuggestions',
  },
  'PUT /v1/docs/{docId}/content': { body: { text: 'Other' } },
  'POST /v1/docs/{docId}/ops': { body: { baseVersion: 1, delta: [{ insert: 'x' }] } },
  'GET /v1/docs/{docId}/ops': {},
  'GET /v1/docs/{docId}/presence': {},
  'GET /v1/docs/{docId}/permissions': {},
  'PUT /v1/docs/{docId}/permissions/{userId}': { path: member, body: { role: 'editor' } },
  'DELETE /v1/docs/{docId}/permissions/{userId}': { path: oneself },
  "DELETE /v1/docs/{docId}/permissions/{userId} (another's)": { path: member, access: 'share' },
  'POST /v1/docs/{docId}/owner': { body: 'member' },
  // Nothing is offered to the owner.
  'POST /v1/docs/{docId}/owner/accept': { path: ownerOffer, mayMiss: true },
  'DELETE /v1/docs/{docId}/owner': { path: ownerOffer },
  'POST /v1/docs/{docId}/invitations': { body: { email: 'somebody@example.com', role: 'viewer' } },
  'GET /v1/docs/{docId}/invitations': {},
  'DELETE /v1/docs/{docId}/invitations/{invitationId}': { path: invitation },
  'POST /v1/docs/{docId}/invitations/{invitationId}/resend': { path: invitation },
  'GET /v1/docs/{docId}/link': {},
  'PUT /v1/docs/{docId}/link': { body: { role: 'viewer' } },
  'GET /v1/links/{token}': { path: unknownToken, mayMiss: true },
  'POST /v1/links/{token}/open': { path: unknownToken, mayMiss: true },
  'POST /v1/links/{token}/guest': { path: unknownToken, body: { name: 'Guest' }, mayMiss: true },
  'POST /v1/docs/{docId}/access-requests': { body: {} },
  'GET /v1/docs/{docId}/access-requests': {},
  'POST /v1/docs/{docId}/access-requests/{requestId}': { path: accessRequest, body: { role: 'viewer' } },
  'GET /v1/docs/{docId}/history': {},
  'GET /v1/docs/{docId}/diff': { query: '?from=0&to=1' },
  'GET /v1/docs/{docId}/attribution': {},
  'POST /v1/docs/{docId}/snapshots': { body: { name: 'Named' } },
  'GET /v1/docs/{docId}/snapshots': {},
  'GET /v1/docs/{docId}/snapshots/{version}': { path: version, mayMiss: true },
  'PATCH /v1/docs/{docId}/snapshots/{version}': { path: version, body: { name: 'None' } },
  'POST /v1/docs/{docId}/revert': { body: { version: 0 } },
  'GET /v1/docs/{docId}/visit': {},
  'PUT /v1/docs/{docId}/visit': { body: { version: 1 } },
  'GET /v1/docs/{docId}/threads': {},
  'POST /v1/docs/{docId}/threads': { body: { version: 1, range: { index: 0, length: 2 }, body: 'Hm' } },
  'GET /v1/docs/{docId}/threads/{threadId}': { path: anothersThread },
  'PATCH /v1/docs/{docId}/threads/{threadId}': { path: anothersThread, body: { resolved: true } },
  'POST /v1/docs/{docId}/threads/{threadId}/replies': { path: anothersThread, body: { body: 'Hm' } },
  'PATCH /v1/docs/{docId}/threads/{threadId}/comments/{commentId}': { path: ownThread, body: { body: 'Ah' } },
  'DELETE /v1/docs/{docId}/threads/{threadId}/comments/{commentId}': { path: ownThread },
  "DELETE /v1/docs/{docId}/threads/{threadId}/comments/{commentId} (another's)": {
    path: anothersThread,
    access: 'deleteAnyComment',
  },
  'GET /v1/docs/{docId}/suggestions': {},
  'POST /v1/docs/{docId}/suggestions': { body: { version: 1, delta: [{ insert: 'x' }] } },
  'GET /v1/docs/{docId}/suggestions/{suggestionId}': { path: anothersSuggestion },
  'PUT /v1/docs/{docId}/suggestions/{suggestionId}': {
    path: ownSuggestion,
    body: { version: 1, review: 0, delta: [{ insert: 'y' }] },
  },
  'DELETE /v1/docs/{docId}/suggestions/{suggestionId}': { path: ownSuggestion },
  'POST /v1/docs/{docId}/suggestions/{suggestionId}/accept': { path: anothersSuggestion, body: {} },
  'POST /v1/docs/{docId}/suggestions/{suggestionId}/reject': { path: anothersSuggestion, body: {} },
  'GET /v1/docs/{docId}/review': {},
  'GET /v1/snapshots/{docId}/{version}': { path: version },
  'GET /healthz': {},
  'GET /readyz': {},
  'GET /metrics': {},
  'GET /v1/admin/docs/{docId}/verify': {},
  'POST /v1/admin/docs/{docId}/recover': { body: {} },
  'POST /v1/admin/docs/{docId}/rewind': { body: { bookmark: 'none' } },
  'GET /v1/docs/{docId}/audit': {},
  'GET /v1/admin/audit': {},
  'GET /v1/admin/backups': {},
  'POST /v1/admin/backups': {},
  'POST /v1/admin/restore/settle': {},
  'POST /v1/admin/restore': { body: { date: '2000-01-01' }, mayMiss: true },
  'GET /v1/admin/dead-letters': {},
  'POST /v1/admin/dead-letters/{id}/replay': { path: deadLetter },
  'GET /v1/notifications': {},
  'POST /v1/notifications/read': { body: { all: true } },
  'GET /v1/notifications/preferences': {},
  'PUT /v1/notifications/preferences': { body: { items: [], digest: 'daily' } },
  'GET /v1/notifications/unsubscribe': { query: `?token=${TOKEN}` },
  'POST /v1/notifications/unsubscribe': { query: `?token=${TOKEN}` },
  'GET /v1/dev/mail': {},
};
