import type { Work } from '../../platform/events/work.ts';
import { listPasskeys } from './passkey-queries.ts';
import { toPasskeyItem } from './passkey-representation.ts';

/** All passkeys of a user, oldest first: a list of one page. */
export async function listPasskeysOf({ db }: Pick<Work, 'db'>, userId: string) {
  const rows = await listPasskeys(db, userId);
  return { items: rows.map(toPasskeyItem), nextCursor: null };
}
