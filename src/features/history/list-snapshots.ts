import type { Work } from '../../platform/events/work.ts';
import type { Access } from '../../platform/verbs/access.ts';
import { decodeCursor, type PageRequest, toPage } from '../../platform/verbs/pages.ts';
import { describeSnapshots } from './describe-snapshots.ts';
import { listSnapshots } from './queries.ts';

/** A document's snapshots, and a page of them. */
export interface SnapshotListing extends PageRequest {
  /** Only those with a name. */
  named: boolean;
  /** The origin of the addresses of their texts. */
  origin: string;
}

/** A page of a document's snapshots for a user with this access, newest first. Throws 422 `invalid_cursor`. */
export async function listSnapshotsOf(
  deps: Pick<Work, 'env' | 'db'>,
  access: Access,
  { named, origin, limit, cursor }: SnapshotListing,
) {
  const order = named ? 'snapshots named' : 'snapshots';
  const before = decodeCursor(order, 'number', cursor)?.[0] ?? null;
  const rows = await listSnapshots(deps.db, access.document.id, { before, limit: limit + 1, named });
  const { items, nextCursor } = toPage(rows, limit, order, {
    position: ({ version }) => [version, ''],
    item: (row) => row,
  });
  return { items: await describeSnapshots(deps, access, origin, items), nextCursor };
}
