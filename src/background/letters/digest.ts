import { randomId } from '../../base/ids.ts';
import { isKind, SPACED } from '../../features/notifications/kinds.ts';
import { named } from '../../features/notifications/mentioned-names.ts';
import { intervalIn, undigested } from '../../features/notifications/preferences.ts';
import { addresseeOf } from '../../features/notifications/recipients.ts';
import type { Database } from '../../platform/db/database.ts';
import { claimEffect, releaseEffect } from '../../platform/db/event-effects.ts';
import { configuredOrigin } from '../../platform/mail/configured-origin.ts';
import { MailRefused } from '../../platform/mail/mail.ts';
import type { Logger } from '../../platform/observability/logger.ts';
import { count } from '../../platform/observability/metrics.ts';
import type { Addressed } from './account-letters.ts';
import { deliver } from './deliver.ts';
import { type Due, listDue, listWaiting, markDigested, type Waiting } from './digest-queries.ts';
import { isDigestDue } from './digest-time.ts';
import { unsubscribeLinks } from './links.ts';
import { noticeLink, ownerChangeOf, roleOf, textOf } from './notice-letters.ts';
import { textsFor } from './templates/catalogue.ts';
import type { DigestLine } from './templates/words.ts';

/** The bounds of one run: users a query, users looked at, mails, and time (ms). */
export interface DigestBounds {
  page: number;
  users: number;
  mails: number;
  ms: number;
}

const BOUNDS: DigestBounds = { page: 100, users: 5_000, mails: 200, ms: 60_000 };
const LINES = 20;
const MOST_DUE = 500;
// A provider that fails this often in a row is down: the next run tries again.
const FAILURES = 3;

interface Means {
  env: Env;
  db: Database;
  log: Logger;
}

interface Reached extends Means {
  /** The origin of links. */
  origin: string;
}

/**
 * Mails the pending notifications to each user whose interval has passed, up to a bound each run. Every run begins
 * with another user, so that users beyond the bound of one run come first in another. Only the rows themselves say
 * what must still be mailed, so a run may end anywhere. Throws when mails failed: their users stay due, as do all
 * without an APP_ORIGIN for links.
 */
export async function sendDigests(means: Means, now: number, bounds = BOUNDS): Promise<void> {
  const started = Date.now();
  const origin = configuredOrigin(means.env);
  if (origin === null) {
    means.log.error('APP_ORIGIN is not set: no digest is mailed');
    return;
  }
  let sent = 0;
  let failures = 0;
  for await (const waiting of rotating(means.db, randomId(2), bounds)) {
    if (sent >= bounds.mails || failures >= FAILURES || Date.now() > started + bounds.ms) break;
    if (!isDigestDue(intervalIn(waiting.choices), waiting.since, now)) continue;
    try {
      if (await sendDigest({ ...means, origin }, waiting, now)) sent++;
      failures = 0;
    } catch (error) {
      failures++;
      means.log.error('a digest could not be mailed', { userId: waiting.userId, error: String(error) });
    }
  }
  if (failures > 0) throw new Error('digests could not be mailed');
}

// Every user with pending notifications, by id, from `start` on, and then those before it.
async function* rotating(
  db: Database,
  start: string,
  { page: size, users }: DigestBounds,
): AsyncGenerator<Waiting> {
  let looked = 0;
  for (const [from, until] of [
    [start, null],
    ['', start],
  ] as const) {
    let after: string = from;
    for (;;) {
      const page = await listWaiting(db, after, size);
      for (const waiting of page) {
        if (until !== null && waiting.userId > until) return;
        if (looked++ >= users) return;
        yield waiting;
      }
      const last = page.at(-1);
      if (last === undefined || page.length < size) break;
      after = last.userId;
    }
  }
}

// Whether a mail was sent. Its claim is settled with its rows, in one batch.
async function sendDigest(means: Reached, { userId }: Waiting, now: number): Promise<boolean> {
  const { db, log } = means;
  const due = await listDue(db, userId, MOST_DUE);
  const [oldest] = due;
  if (oldest === undefined) return false;
  const effect = { eventId: `digest:${userId}`, effect: oldest.notification.id };
  if ((await claimEffect(db, effect, Date.now())) !== 'ours') return false;
  const all = due.map(({ notification }) => notification.id);
  try {
    const wanted = await stillWanted(db, userId, due);
    const addressed = wanted.length === 0 ? null : await write(means, userId, wanted);
    const isSent =
      addressed !== null && (await delivered(means, `${oldest.notification.id}-digest`, addressed));
    const sent = isSent ? wanted.map(({ notification }) => notification.id) : [];
    const rest = all.filter((id) => !sent.includes(id));
    await db.batch([
      markDigested(db, sent, 'sent'),
      markDigested(db, rest, 'none'),
      releaseEffect(db, effect),
    ]);
    if (isSent)
      log.info('a digest was mailed', {
        userId,
        notifications: sent.length,
        late: now - oldest.notification.createdAt,
      });
    return isSent;
  } catch (error) {
    await Promise.resolve(releaseEffect(db, effect)).catch(() => undefined);
    throw error;
  }
}

// Not what was read meanwhile, may not be read any more, or must not be mailed any more.
async function stillWanted(db: Database, userId: string, due: readonly Due[]): Promise<Due[]> {
  const off = await undigested(db, userId);
  return due.filter(({ notification, readable }) => {
    const { readAt, docId, kind } = notification;
    const isRead = readAt !== null && readAt > 0;
    return !isRead && !off.has(kind) && (docId === null || readable === 1);
  });
}

async function write(
  { env, db, origin }: Reached,
  userId: string,
  wanted: readonly Due[],
): Promise<Addressed | null> {
  const user = await addresseeOf(db, userId);
  if (user === undefined || user.emailVerifiedAt === null) return null;
  const { language } = user.preferences;
  const newest = await named(db, wanted.slice(-LINES).reverse());
  const lines = newest.map((due) => lineOf(due, origin, language)).filter((line) => line !== null);
  const data = { lines, more: wanted.length - lines.length };
  const unsubscribe = unsubscribeLinks(env, origin, userId, 'digest');
  return {
    to: user.email,
    language,
    letter: { kind: 'digest', data, url: origin, unsubscribe },
  };
}

function lineOf(
  { notification, title, actorName, isProved }: Due,
  origin: string,
  language: unknown,
): DigestLine | null {
  const { kind, data, docId } = notification;
  if (!isKind(kind) || kind === 'security') return null;
  // Mails hold nothing that an unproved user wrote.
  const isSilent = SPACED.has(kind) && isProved === 0;
  return {
    kind,
    actor: (isSilent ? null : actorName) ?? textsFor(language).somebody,
    title,
    role: roleOf(data.role),
    excerpt: isSilent ? null : textOf(data.excerpt),
    change: ownerChangeOf(data.change),
    isReply: data.what === 'reply',
    isAccepted: data.status === 'accepted',
    url: noticeLink({ docId, data }, origin) ?? origin,
  };
}

async function delivered({ env, log }: Means, id: string, addressed: Addressed): Promise<boolean> {
  try {
    await deliver(env, id, addressed);
    return true;
  } catch (error) {
    if (!(error instanceof MailRefused) || error.because !== 'recipient') throw error;
    count('mails_undeliverable_total', { kind: 'digest' });
    log.warn('a digest is not wanted', { reason: error.message });
    return false;
  }
}
