import { expect } from 'vitest';
import { expectJson, type Json, type Person } from '../support/api.ts';
import { closeOf, upgrade } from '../support/socket.ts';

/** Follows a link as a user with an account; returns the response. */
export const open = (link: string, by: Person, status = 200): Promise<Json> =>
  expectJson(status, `/v1/links/${link}/open`, { method: 'POST', token: by.token });

/** The role that the bearer of this token has in a document. */
export const roleOf = async (docId: string, of: { token: string }): Promise<string> =>
  (await expectJson(200, `/v1/docs/${docId}`, { token: of.token })).role;

/** Opens a socket that joins nothing; `closed` resolves when it closes. */
export async function socketOf(
  docId: string,
  token: string,
): Promise<{ closed: ReturnType<typeof closeOf> }> {
  const response = await upgrade(docId, { protocols: `collab.v1, bearer.${token}` });
  expect(response.status).toBe(101);
  return { closed: closeOf(response) };
}
