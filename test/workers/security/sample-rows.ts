import { env } from 'cloudflare:workers';
import { randomId } from '../../../src/base/ids.ts';
import { documentOf } from '../support/peer.ts';
import type { World } from './callers.ts';

/** The context in which a sample's request is created. */
export interface Scene extends World {
  /** The caller's id. */
  self: string;
}

const insert = (sql: string, ...values: unknown[]) =>
  env.DB.prepare(sql)
    .bind(...values)
    .run();

/** A session of the caller. */
export async function ownSession({ self }: Scene) {
  const sessionId = randomId();
  await insert(
    `INSERT INTO sessions (id, user_id, token_hash, rotated_at, expires_at, ends_at, user_agent, created_at) VALUES (?, ?, 'x', 1, 4e12, 4e12, '', 1)`,
    sessionId,
    self,
  );
  return { sessionId };
}

/** An import of the caller, which has ended. */
export async function ownImport({ self }: Scene) {
  const importId = randomId();
  await insert(
    `INSERT INTO imports (id, user_id, actor, state, file_name, size, origin, total, others, created_at, ended_at, due_at) VALUES (?, ?, '{}', 'done', 'a.zip', 1, '', 0, 0, 1, 1, 4e12)`,
    importId,
    self,
  );
  return { importId };
}

/** A passkey of the caller. */
export async function ownPasskey({ self }: Scene) {
  const passkeyId = randomId();
  await insert(
    `INSERT INTO passkeys (id, user_id, name, public_key, counter, transports, backed_up, created_at) VALUES (?, ?, 'Key', 'x', 0, '[]', 0, 1)`,
    passkeyId,
    self,
  );
  return { passkeyId };
}

/** An API token of the caller. */
export async function ownToken({ self }: Scene) {
  const tokenId = randomId();
  await insert(
    `INSERT INTO api_tokens (id, user_id, name, hash, hint, scopes, created_at) VALUES (?, ?, 'T', ?, 'abcd', '[]', 1)`,
    tokenId,
    self,
    randomId(),
  );
  return { tokenId };
}

/** Two ways in which the caller signs in, so that one can go. */
export async function identity({ self }: Scene) {
  for (const provider of ['google', 'password'])
    await insert(
      `INSERT INTO identities (provider, subject, user_id, secret, created_at) VALUES (?, ?, ?, 'x', 1)`,
      provider,
      randomId(),
      self,
    );
  return { provider: 'google' };
}

/** An invitation to the document. */
export async function invitation({ docId, owner }: World) {
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

/** An offer of the document to the caller. */
export async function ownerOffer({ docId, owner, self }: Scene): Promise<Record<string, string>> {
  await insert(
    'INSERT OR REPLACE INTO owner_offers (doc_id, from_id, to_id, expires_at, created_at) VALUES (?, ?, ?, 4e12, 1)',
    docId,
    owner,
    self,
  );
  return {};
}

/** A request of a new user for access. */
export async function accessRequest({ docId }: World) {
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

/** A message that was given up. */
export async function deadLetter() {
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

/** An open suggestion of the caller. */
export const ownSuggestion = ({ docId, self }: Scene) => suggestionBy(docId, self);

/** An open suggestion of another user. */
export const anothersSuggestion = ({ docId, owner, member, self }: Scene) =>
  suggestionBy(docId, self === owner ? member : owner);

/** A thread that the caller began. */
export const ownThread = ({ docId, self }: Scene) => threadBy(docId, self);

/** A thread that another user began. */
export const anothersThread = ({ docId, owner, member, self }: Scene) =>
  threadBy(docId, self === owner ? member : owner);
