import { env } from 'cloudflare:workers';
import { randomId } from '../../../src/base/ids.ts';
import { hashApiToken, newApiToken } from '../../../src/platform/tokens/api-token.ts';
import type { Scope } from '../../../src/protocol/permissions.ts';
import type { Suggestion } from '../../../src/protocol/review.ts';
import { call, createDocument, expectJson, giveRole, type Json, type Person, person } from './api.ts';
import { TEXT } from './threads.ts';

/** `quick` becomes `slow` in TEXT. */
export const SLOW = [{ retain: 4 }, { insert: 'slow' }, { delete: 5 }];

/** A document of Ada, with a commenter and an editor. */
export async function proposed() {
  const [ada, grace, eve] = [await person('Ada'), await person('Grace'), await person('Eve')];
  const docId = await createDocument(ada, TEXT);
  await giveRole(ada, docId, grace, 'commenter');
  await giveRole(ada, docId, eve, 'editor');
  return { ada, grace, eve, docId, path: `/v1/docs/${docId}/suggestions` };
}

/** A request that posts. */
export const post = (by: { token: string }, body: Json = {}) => ({ method: 'POST', token: by.token, body });

/** Makes a suggestion: SLOW on version 1 unless `body` says otherwise. */
export function suggest(by: { token: string }, docId: string, body: Json = {}): Promise<Suggestion> {
  const change = 'text' in body ? {} : { delta: SLOW };
  return expectJson(201, `/v1/docs/${docId}/suggestions`, {
    method: 'POST',
    token: by.token,
    body: { version: 1, ...change, ...body },
  });
}

/** The text of a document. */
export const textOf = async (of: { token: string }, docId: string, query = ''): Promise<string> => {
  const headers = { Accept: 'text/plain' };
  return (await call(`/v1/docs/${docId}/content${query}`, { token: of.token, headers })).text();
};

/** An API token of a person with these scopes. */
export async function tokenOf(owner: Person, ...scopes: Scope[]): Promise<{ token: string }> {
  const token = newApiToken();
  await env.DB.prepare(
    `INSERT INTO api_tokens (id, user_id, name, hash, hint, scopes, created_at) VALUES (?, ?, 'Agent', ?, 'abcd', ?, 1)`,
  )
    .bind(randomId(), owner.id, hashApiToken(token), JSON.stringify(scopes))
    .run();
  return { token };
}
