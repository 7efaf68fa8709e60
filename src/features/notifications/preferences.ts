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
  SPACED,
} from './kinds.ts';
import { listChoices, type PreferenceRow, replaceChoices, setChoices } from './queries.ts';
import type { Unsubscription } from './unsubscribe-token.ts';

/** A user's notification preferences, with defaults filled in. */
export interface Preferences {
  items: ({ kind: NotificationKind } & Preference)[];
  digest: DigestInterval;
}

// The interval is a row beside those of the kinds, named after it: `digest:weekly`.
const INTERVAL = 'digest:';
// So is the choice to get no digest of what would have been mailed at once, but for the mails before it.
const REST = 'digest:rest';

/** A user's preferences: every kind, in a fixed order. */
export async function readPreferences(db: Database, userId: string): Promise<Preferences> {
  return preferencesIn(await listChoices(db, userId));
}

function preferencesIn(rows: readonly PreferenceRow[]): Preferences {
  const items = NOTIFICATION_KINDS.map((kind) => {
    const { inApp, mail } = rows.find((row) => row.kind === kind && !FIXED.has(kind)) ?? DEFAULTS[kind];
    return { kind, inApp, mail };
  });
  return { items, digest: intervalIn(rows.map(({ kind }) => kind)) };
}

/** What a user wants in no digest: kinds, and what an older release stored beside them. */
export async function undigested(db: Database, userId: string): Promise<ReadonlySet<string>> {
  const rows = await listChoices(db, userId);
  const off = rows.filter(({ mail }) => mail === 'off').map(({ kind }) => kind);
  if (!off.includes(REST)) return new Set(off);
  const atOnce = preferencesIn(rows).items.filter(({ mail }) => mail === 'now');
  return new Set([...off, ...atOnce.map(({ kind }) => kind)]);
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
  const rows = await listChoices(db, userId);
  const { items } = preferencesIn(rows);
  if (from !== 'digest') return items.some(({ kind, mail }) => kind === from && mail !== 'off');
  const getsRest = rows.every(({ kind }) => kind !== REST);
  return items.some(
    ({ kind, mail }) => mail === 'digest' || (getsRest && mail === 'now' && SPACED.has(kind)),
  );
}

/** Turns off the mails of one kind, or the digest; a repeat has no effect. Nothing else changes. */
export async function unsubscribe(db: Database, { userId, from }: Unsubscription): Promise<void> {
  const { items } = await readPreferences(db, userId);
  const affected = items.filter(
    ({ kind, mail }) =>
      !FIXED.has(kind) && (from === 'digest' ? mail === 'digest' : kind === from && mail !== 'off'),
  );
  const kinds = affected.map(({ kind, inApp }) => ({ kind, inApp }));
  const rest = from === 'digest' ? [{ kind: REST, inApp: true }] : [];
  await setChoices(
    db,
    [...kinds, ...rest].map((row) => ({ userId, ...row, mail: 'off' as const })),
  );
}
