import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { testedApp } from './tested-app.ts';

/** Moves the user's sign-ins back by a day in the database of the running app: no test can wait 15 minutes. */
export async function ageSignIns(userId: string): Promise<void> {
  const folder = join(testedApp().stateDir, 'v3', 'd1', 'miniflare-D1DatabaseObject');
  for (const name of await readdir(folder)) {
    if (!name.endsWith('.sqlite') || name.startsWith('metadata')) continue;
    const database = new DatabaseSync(join(folder, name));
    try {
      database.exec('PRAGMA busy_timeout = 5000');
      database
        .prepare('UPDATE sessions SET authenticated_at = authenticated_at - 86400000 WHERE user_id = ?')
        .run(userId);
    } finally {
      database.close();
    }
  }
}
