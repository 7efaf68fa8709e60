import type { Work } from '../../platform/events/work.ts';
import { listProviderIdentities } from './identity-queries.ts';

/** All providers with which a user can sign in, oldest first: a list of one page. */
export async function listIdentitiesOf({ db }: Pick<Work, 'db'>, userId: string) {
  const rows = await listProviderIdentities(db, userId);
  const items = rows.map(({ provider, createdAt }) => ({
    provider,
    createdAt: new Date(createdAt).toISOString(),
  }));
  return { items, nextCursor: null };
}
