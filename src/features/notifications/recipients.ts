import type { Database } from '../../platform/db/database.ts';
import { findDocument } from '../../platform/db/documents.ts';
import type { Event } from '../../platform/queues/events.ts';
import { DEFAULTS, FIXED, type MailChoice, type Preference } from './kinds.ts';
import { documentToAsk, type Notice, noticesOf } from './notices.ts';
import { findChoices, findTold, isUnproved, type ToldUser } from './queries.ts';
import { claimThreadMails } from './thread-mails.ts';

/** A user that an event concerns, with the notice and the user's preference. */
export interface Recipient {
  notice: Notice;
  user: ToldUser;
  preference: Preference;
}

type InThread = Extract<Event, { threadId: string }>;

const AT_ONCE = 50;

/** A user to mail; undefined for one who does not exist any more. */
export async function addresseeOf(db: Database, userId: string): Promise<ToldUser | undefined> {
  return (await findTold(db, [userId], null, Date.now()))[0];
}

/**
 * The users that an event concerns, who exist, and who may read its document at this moment. An account without a
 * verified address causes no mail, except of what it comments: that mail holds nothing of the account's own. An event
 * marked `quiet` causes none at once. Of one thread a user gets one mail in 10 minutes, the rest in a digest.
 */
export async function recipientsOf(db: Database, event: Event): Promise<Recipient[]> {
  const asked = documentToAsk(event);
  const ownerId = asked === null ? null : ((await findDocument(db, asked))?.ownerId ?? null);
  const notices = noticesOf(event, ownerId);
  const recipients: Recipient[] = [];
  for (let i = 0; i < notices.length; i += AT_ONCE)
    recipients.push(...(await recipientsAmong(db, notices.slice(i, i + AT_ONCE))));
  const isMailed = await mailedBy(db, event, notices[0]);
  const allowed = recipients.map((recipient) =>
    isMailed(recipient.preference.mail) ? recipient : mailing(recipient, 'off'),
  );
  return 'threadId' in event ? spacedOut(db, event, allowed) : allowed;
}

async function spacedOut(
  db: Database,
  event: InThread,
  recipients: readonly Recipient[],
): Promise<Recipient[]> {
  const isDue = ({ user, preference }: Recipient) =>
    preference.mail === 'now' && user.emailVerifiedAt !== null;
  const ids = recipients.filter(isDue).map(({ user }) => user.id);
  if (ids.length === 0) return [...recipients];
  const mailed = await claimThreadMails(db, event, ids);
  return recipients.map((recipient) =>
    isDue(recipient) && !mailed.has(recipient.user.id) ? mailing(recipient, 'digest') : recipient,
  );
}

function mailing(recipient: Recipient, mail: MailChoice): Recipient {
  return { ...recipient, preference: { ...recipient.preference, mail } };
}

// All notices of one event have the same actor. Those about an account's own security are mailed even without a
// verified address.
async function mailedBy(
  db: Database,
  event: Event,
  notice: Notice | undefined,
): Promise<(mail: MailChoice) => boolean> {
  if (notice === undefined || FIXED.has(notice.kind)) return () => true;
  const isComment = 'threadId' in event;
  if (!isComment && notice.actorId !== null && (await isUnproved(db, notice.actorId))) return () => false;
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
