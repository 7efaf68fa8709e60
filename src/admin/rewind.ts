import { ok, type Result } from '../base/result.ts';
import { reachDocument } from '../content/stub.ts';
import type { DocumentRow } from '../platform/db/access.ts';
import type { Database } from '../platform/db/database.ts';
import { recordDivergence } from '../platform/db/documents.ts';

/**
 * Takes the object of a document back to a moment or a bookmark of the platform. It tells D1 that the two contradict
 * each other from now on; reconciling would find that by itself.
 */
export async function rewindDocument(
  env: Env,
  db: Database,
  document: DocumentRow,
  to: { at: string } | { bookmark: string },
  now: number,
): Promise<Result<{ bookmark: string; undo: string }, 'unsupported'>> {
  const found =
    'bookmark' in to
      ? ok({ bookmark: to.bookmark })
      : await reachDocument(env, document, (stub) => stub.bookmark(Date.parse(to.at)));
  if (!found.ok) return found;
  const { bookmark } = found.value;
  const rewound = await reachDocument(env, document, (stub) => stub.rewind(bookmark));
  if (!rewound.ok) return rewound;
  await recordDivergence(db, document.id, `rewound to the bookmark ${bookmark}`, now);
  return ok({ bookmark, undo: rewound.value.undo });
}
