import { env } from 'cloudflare:workers';
import { expectJson, type Person, signedIn } from './api.ts';

/** Creates or changes the link of a document; returns its token. */
export async function setLink(
  owner: Person,
  docId: string,
  body: { role: string | null; expiresAt?: string | null; renew?: boolean },
): Promise<string> {
  return (await expectJson(200, `/v1/docs/${docId}/link`, { method: 'PUT', token: owner.token, body })).token;
}

/** A guest, admitted by a link. */
export interface Guest {
  id: string;
  docId: string;
  token: string;
  refreshToken: string;
}

/** Opens a link as a guest. */
export async function comeAsGuest(link: string, name = 'A guest'): Promise<Guest> {
  const body = { name, tokenDelivery: 'body' };
  const answer = await expectJson(201, `/v1/links/${link}/guest`, { method: 'POST', body });
  const { guest, docId, accessToken, refreshToken } = answer;
  return { id: guest.id, docId, token: accessToken, refreshToken };
}

/** A copy of a person whose address is not verified. */
export async function unverifiedPerson(of: Person): Promise<Person> {
  await env.DB.prepare('UPDATE users SET email_verified_at = NULL WHERE id = ?').bind(of.id).run();
  return { ...of, token: await signedIn(of.id) };
}
