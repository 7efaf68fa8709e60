import { and, eq } from 'drizzle-orm';
import type { Database } from '../db/database.ts';
import { documents, permissions, users } from '../db/schema.ts';

/** Everything that a connection needs to know, in one read; undefined when the user may not know of the document. */
export async function findConnection(db: Database, docId: string, userId: string) {
  const rows = await db
    .select({
      region: documents.region,
      accessEpoch: documents.accessEpoch,
      deletedAt: documents.deletedAt,
      touchedAt: documents.touchedAt,
      role: permissions.role,
      user: { id: users.id, name: users.name, color: users.color },
    })
    .from(permissions)
    .innerJoin(documents, eq(documents.id, permissions.docId))
    .innerJoin(users, eq(users.id, permissions.userId))
    .where(and(eq(permissions.docId, docId), eq(permissions.userId, userId)));
  return rows[0];
}
