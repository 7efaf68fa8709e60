import type { Database } from '../db/database.ts';
import { findDocument } from '../db/documents.ts';
import type { Event } from '../queues/events.ts';
import { DEFAULTS, FIXED, type Preference } from './kinds.ts';
import { documentToAsk, type Notice, noticesOf } from './notices.ts';
import { findChoices, findTold, type ToldUser } from './queries.ts';

/** Whom an event concerns, what they are told, and how they want to be told. */
export interface Recipient {
  notice: Notice;
  user: ToldUser;
  preference: Preference;
}

const AT_ONCE = 50;

/** Everybody whom an event concerns, who exists, and who may read the document that it is about at this moment. */
export async function recipientsOf(db: Database, event: Event): Promise<Recipient[]> {
  const asked = documentToAsk(event);
  const ownerId = asked === null ? null : ((await findDocument(db, asked))?.ownerId ?? null);
  const notices = noticesOf(event, ownerId);
  const recipients: Recipient[] = [];
  for (let i = 0; i < notices.length; i += AT_ONCE)
    recipients.push(...(await recipientsAmong(db, notices.slice(i, i + AT_ONCE))));
  return recipients;
}

// The notices of one event are of one kind and about one document.
async function recipientsAmong(db: Database, notices: readonly Notice[]): Promise<Recipient[]> {
  const [first] = notices;
  if (first === undefined) return [];
  const ids = notices.map(({ userId }) => userId);
  const [users, choices] = await Promise.all([
    findTold(db, ids, first.docId, Date.now()),
    FIXED.has(first.kind) ? [] : findChoices(db, ids, first.kind),
  ]);
  const userById = new Map(users.map((user) => [user.id, user]));
  const choiceOf = new Map(choices.map((choice) => [choice.userId, choice]));
  return notices.flatMap((notice) => {
    const user = userById.get(notice.userId);
    if (user === undefined) return [];
    const preference = choiceOf.get(notice.userId) ?? DEFAULTS[notice.kind];
    return [{ notice, user, preference: { inApp: preference.inApp, mail: preference.mail } }];
  });
}
