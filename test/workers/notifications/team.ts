import { env } from 'cloudflare:workers';
import { createDocument, expectJson, giveRole, type Json, type Person, person } from '../support/api.ts';
import { handEventsOn, holdEvents } from '../support/events.ts';
import { forgetMails } from '../support/mails.ts';
import { TEXT } from '../support/threads.ts';

/** Before each test: events wait in the outbox, and no user has a notification. */
export async function nobodyTold(): Promise<void> {
  holdEvents();
  await env.DB.prepare('DELETE FROM notifications').run();
}

/** Ada, who owns the document “Plans”, and Grace, who has this role in it. */
export async function team(role = 'commenter'): Promise<{ ada: Person; grace: Person; docId: string }> {
  const [ada, grace] = [await person('Ada'), await person('Grace')];
  const docId = await createDocument(ada, undefined, 'Plans');
  await giveRole(ada, docId, grace, role);
  return { ada, grace, docId };
}

/** Ada's document “Plans”, in which Grace and Bob comment; everyone has been told that they may. */
export async function commentingTeam(): Promise<{ ada: Person; grace: Person; bob: Person; docId: string }> {
  const [ada, grace, bob] = [await person('Ada'), await person('Grace'), await person('Bob')];
  const docId = await createDocument(ada, TEXT, 'Plans');
  for (const member of [grace, bob]) await giveRole(ada, docId, member, 'commenter');
  await handEventsOn();
  await env.DB.prepare('DELETE FROM notifications').run();
  await forgetMails();
  return { ada, grace, bob, docId };
}

/** A page of a person's notifications. */
export const told = (of: Person, query = ''): Promise<Json> =>
  expectJson(200, `/v1/notifications${query}`, { token: of.token });

/** Sets a person's preferences and returns them. */
export const putPreferences = (of: Person, body: Json): Promise<Json> =>
  expectJson(200, '/v1/notifications/preferences', { method: 'PUT', token: of.token, body });
