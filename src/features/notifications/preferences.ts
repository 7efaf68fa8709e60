import type { Database } from '../../platform/db/database.ts';
import { Problem } from '../../platform/problem/problem.ts';
import { NOTIFICATION_KINDS, type NotificationKind } from '../../protocol/notification-kinds.ts';
import {
  DEFAULT_INTERVAL,
  DEFAULTS,
  DIGEST_INTERVALS,
  type DigestInterval,
  FIXED,
  type Preference,
} from './kinds.ts';
import { listChoices, replaceChoices, setChoices } from './queries.ts';
import type { Unsubscription } from './unsubscribe-token.ts';

/** A user's notification preferences, with defaults filled in. */
export interface Preferences {
  items: ({ kind: NotificationKind } & Preference)[];
  digest: DigestInterval;
}

// The interval is a row beside those of the kinds, named after it: `digest:weekly`.
const INTERVAL = 'digest:';

/** A user's preferences: every kind, in a fixed order. */
export async function readPreferences(db: Database, userId: string): Promise<Preferences> {
  const rows = await listChoices(db, userId);
  const items = NOTIFICATION_KINDS.map((kind) => {
    const { inApp, mail } = rows.find((row) => row.kind === kind && !FIXED.has(kind)) ?? DEFAULTS[kind];
    return { kind, inApp, mail };
  });
  return { items, digest: intervalIn(rows.map(({ kind }) => kind)) };
}

/** What a user wants no mail of: kinds, and what an older release stored beside them. */
export async function unmailed(db: Database, userId: string): Promise<ReadonlySet<string>> {
  const rows = await listChoices(db, userId);
  return new Set(rows.filter(({ mail }) => mail === 'off').map(({ kind }) => kind));
}

/** Replaces a user's preferences. Throws 422 for a kind that appears twice, or that cannot be turned off. */
export async function writePreferences(
  db: Database,
  userId: string,
  { items, digest }: Preferences,
): Promise<void> {
  const kinds = new Set(items.map(({ kind }) => kind));
  if (kinds.size < items.length) throw new Problem(422, 'invalid_request', 'A kind appears twice.');
  const turnedOff = items.find(({ kind, inApp, mail }) => FIXED.has(kind) && (!inApp || mail !== 'now'));
  if (turnedOff !== undefined) {
    throw new Problem(
      422,
      'cannot_be_turned_off',
      'Notifications about the security of the account cannot be turned off.',
    );
  }
  const chosen = items.filter(({ kind }) => !FIXED.has(kind));
  const interval = { kind: `${INTERVAL}${digest}`, inApp: true, mail: 'digest' as const };
  await replaceChoices(db, userId, digest === DEFAULT_INTERVAL ? chosen : [...chosen, interval]);
}

/** The digest interval among a user's stored rows. */
export function intervalIn(kinds: readonly string[]): DigestInterval {
  return DIGEST_INTERVALS.find((interval) => kinds.includes(`${INTERVAL}${interval}`)) ?? DEFAULT_INTERVAL;
}

/** Whether the user still gets mails of the token's kind. */
export async function isSubscribed(db: Database, { userId, from }: Unsubscription): Promise<boolean> {
  const { items } = await readPreferences(db, userId);
  return items.some(({ kind, mail }) =>
    from === 'digest' ? mail === 'digest' : kind === from && mail !== 'off',
  );
}

/** Turns off the mails of one kind, or the digest; a repeat has no effect. Nothing else changes. */
export async function unsubscribe(db: Database, { userId, from }: Unsubscription): Promise<void> {
  const { items } = await readPreferences(db, userId);
  const affected = items.filter(
    ({ kind, mail }) =>
      !FIXED.has(kind) && (from === 'digest' ? mail === 'digest' : kind === from && mail !== 'off'),
  );
  const rows = affected.map(({ kind, inApp }) => ({ userId, kind, inApp, mail: 'off' as const }));
  await setChoices(db, rows);
}
