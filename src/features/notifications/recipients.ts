import type { Database } from '../../platform/db/database.ts';
import { findDocument } from '../../platform/db/documents.ts';
import type { Event } from '../../platform/queues/events.ts';
import { DEFAULTS, FIXED, type MailChoice, type Preference } from './kinds.ts';
import { documentToAsk, type Notice, noticesOf } from './notices.ts';
import { findChoices, findTold, isUnproved, type ToldUser } from './queries.ts';

/** A user that an event concerns, with the notice and the user's preference. */
export interface Recipient {
  notice: Notice;
  user: ToldUser;
  preference: Preference;
}

const AT_ONCE = 50;

/** A user to mail; undefined for one who does not exist any more. */
export async function addresseeOf(db: Database, userId: string): Promise<ToldUser | undefined> {
  return (await findTold(db, [userId], null, Date.now()))[0];
}

/**
 * The users that an event concerns, who exist, and who may read its document at this moment. An account without a
 * verified address causes no mail, and an event marked `quiet` none at once.
 */
export async function recipientsOf(db: Database, event: Event): Promise<Recipient[]> {
  const asked = documentToAsk(event);
  const ownerId = asked === null ? null : ((await findDocument(db, asked))?.ownerId ?? null);
  const notices = noticesOf(event, ownerId);
  const recipients: Recipient[] = [];
  for (let i = 0; i < notices.length; i += AT_ONCE)
    recipients.push(...(await recipientsAmong(db, notices.slice(i, i + AT_ONCE))));
  const isMailed = await mailedBy(db, event, notices[0]);
  return recipients.map((recipient) => {
    const { preference } = recipient;
    return isMailed(preference.mail)
      ? recipient
      : { ...recipient, preference: { ...preference, mail: 'off' } };
  });
}

// All notices of one event have the same actor. Those about an account's own security are mailed even without a
// verified address.
async function mailedBy(
  db: Database,
  event: Event,
  notice: Notice | undefined,
): Promise<(mail: MailChoice) => boolean> {
  if (notice === undefined || FIXED.has(notice.kind)) return () => true;
  if (notice.actorId !== null && (await isUnproved(db, notice.actorId))) return () => false;
  const isQuiet = 'quiet' in event && event.quiet === true;
  return (mail) => !(isQuiet && mail === 'now');
}

// All notices of one event have the same kind and document.
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
