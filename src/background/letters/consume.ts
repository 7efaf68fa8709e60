import { createHash } from 'node:crypto';
import { withNames } from '../../features/notifications/mentioned-names.ts';
import { asItIsNow } from '../../features/notifications/present-comment.ts';
import { type Recipient, recipientsOf } from '../../features/notifications/recipients.ts';
import { insertDeadLetter } from '../../platform/db/dead-letters.ts';
import { findDocument } from '../../platform/db/documents.ts';
import { once } from '../../platform/events/once.ts';
import type { Work } from '../../platform/events/work.ts';
import { configuredOrigin } from '../../platform/mail/configured-origin.ts';
import { MailRefused } from '../../platform/mail/mail.ts';
import { count } from '../../platform/observability/metrics.ts';
import type { Event } from '../../platform/queues/events.ts';
import { type Addressed, accountLetter } from './account-letters.ts';
import { deliver } from './deliver.ts';
import { appLink, unsubscribeLinks } from './links.ts';
import { noticeLetter } from './notice-letters.ts';
import { findActor, findAddressee, isInvited } from './queries.ts';
import { textsFor } from './templates/catalogue.ts';

const AT_ONCE = 4;

/** A mail that an event asks for. It is written only when it is its turn, so that it says the current state. */
interface Task {
  effect: string;
  write(): Promise<Addressed | null>;
}

/**
 * Sends the mails that an event asks for, each once. One that a provider refuses for good because of its recipient is
 * logged; one refused because of its content becomes a dead letter at once, for an operator to replay after a fix.
 * Throws when any other failed: the message comes again, and mails that were sent are not sent again. Without an
 * APP_ORIGIN for links, none is sent, and the log says so.
 */
export async function mail(work: Work, event: Event): Promise<void> {
  const origin = configuredOrigin(work.env);
  const tasks = await tasksOf(work, event, origin ?? '');
  if (origin === null) {
    if (tasks.length > 0) logUnsent(work, event, tasks.length);
    return;
  }
  const failures: unknown[] = [];
  const next = async (): Promise<void> => {
    for (let task = tasks.shift(); task !== undefined; task = tasks.shift()) {
      try {
        await send(work, event, task);
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, next));
  const passing = failures.find((failure) => !(failure instanceof MailRefused));
  if (passing !== undefined) throw passing;
  const refused = failures.find((failure) => failure instanceof MailRefused);
  if (refused !== undefined) await setAside(work, event, refused);
}

function send(work: Work, event: Event, { effect, write }: Task): Promise<void> {
  return once(work, { eventId: event.id, effect }, async () => {
    const addressed = await write();
    if (addressed === null) return;
    try {
      await deliver(work.env, `${event.id}-${digestOf(effect)}`, addressed);
    } catch (error) {
      if (!(error instanceof MailRefused) || error.because !== 'recipient') throw error;
      count('mails_undeliverable_total', { kind: addressed.letter.kind });
      work.log.warn('a mail is not wanted', { event: event.id, reason: error.message });
    }
  });
}

function logUnsent({ log }: Work, { id: event, type }: Event, mails: number): void {
  count('mails_unsent_total', {});
  log.error('APP_ORIGIN is not set: no mail is sent', { event, type, mails });
}

async function tasksOf(work: Work, event: Event, origin: string): Promise<Task[]> {
  const { db } = work;
  if (event.type === 'user.invited')
    return [{ effect: 'mail', write: () => invitation(work, event, origin) }];
  // What is deleted is not mailed, and what was edited is mailed as it is.
  const now = await asItIsNow(work, event);
  if (now === null) return [];
  const recipients = (await recipientsOf(db, now)).filter(({ notice }) => notice.kind !== 'security');
  if (recipients.length > 0) {
    return recipients
      .filter(({ preference, user }) => preference.mail === 'now' && user.emailVerifiedAt !== null)
      .map((recipient) => ({
        effect: `mail:${recipient.user.id}`,
        write: () => notice(work, recipient, origin),
      }));
  }
  return ACCOUNT_EVENTS.has(event.type)
    ? [{ effect: 'mail', write: () => accountLetter(db, event, origin) }]
    : [];
}

// An event that needs no mail claims nothing.
const ACCOUNT_EVENTS: ReadonlySet<Event['type']> = new Set<Event['type']>([
  'user.registered',
  'user.verification_requested',
  'user.password_forgotten',
  'user.registration_repeated',
  'user.password_changed',
  'user.login',
  'user.erased',
  'user.factor_added',
  'user.factor_removed',
  'user.identity_linked',
  'user.identity_unlinked',
  'user.token_created',
]);

async function invitation(
  { db }: Work,
  event: Extract<Event, { type: 'user.invited' }>,
  origin: string,
): Promise<Addressed | null> {
  const { docId, title, invitationId, email, role, message } = event;
  // An invitation that was withdrawn or accepted meanwhile is not sent.
  if (!(await isInvited(db, invitationId, Date.now()))) return null;
  const inviter = event.by.userId === null ? undefined : await findAddressee(db, { id: event.by.userId });
  if (inviter?.emailVerifiedAt === null) return null;
  const invited = await findAddressee(db, { email });
  const url = appLink(origin, '/sign-up', { invited: email, next: `/d/${docId}` });
  const language = (invited ?? inviter)?.preferences.language;
  const data = { actor: inviter?.name ?? textsFor(language).somebody, title, role, message };
  return {
    to: email,
    language,
    letter: { kind: 'invitation', data, url, unsubscribe: null },
  };
}

async function notice(
  { env, db }: Work,
  { notice, user }: Recipient,
  origin: string,
): Promise<Addressed | null> {
  const [actor, document] = await Promise.all([
    notice.actorId === null ? undefined : findActor(db, notice.actorId),
    notice.docId === null ? undefined : findDocument(db, notice.docId),
  ]);
  const { language } = user.preferences;
  const [named = notice] = await withNames(db, [notice]);
  const letter = noticeLetter(named, {
    actor: actor?.name ?? null,
    isProved: actor?.isProved ?? false,
    somebody: textsFor(language).somebody,
    title: document?.title ?? null,
    origin,
    unsubscribe: unsubscribeLinks(env, origin, user.id, notice.kind),
  });
  return letter && { to: user.email, language, letter };
}

async function setAside({ db, log }: Work, event: Event, refused: unknown): Promise<void> {
  const letter = {
    id: `${event.id}-mail`,
    queue: 'events',
    body: event,
    failedAt: Date.now(),
    replayedAt: null,
  };
  await insertDeadLetter(db, letter);
  count('dead_letters_total', { queue: 'events' });
  log.error('a mail is refused, its event is kept as a dead letter', {
    event: event.id,
    reason: String(refused),
  });
}

function digestOf(effect: string): string {
  return createHash('sha256').update(effect).digest('base64url').slice(0, 12);
}
