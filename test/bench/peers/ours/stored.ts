import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** What the one Document in a server's folder has stored: its newest version, and the bytes of its text and its log. */
export interface Stored {
  head: number;
  doc: number;
  log: number;
}

/** Reads the object's own database beside the running server; throws if its log has a gap. */
export function readStored(folder: string): Stored {
  const objects = join(folder, 'storage', 'document');
  const file = readdirSync(objects).find((name) => name.endsWith('.sqlite') && name !== 'metadata.sqlite');
  const database = new DatabaseSync(join(objects, file ?? ''), { readOnly: true });
  try {
    const frames = database.prepare(
      `SELECT first_version AS first, last_version AS last,
        octet_length(entries) + octet_length(authors) + octet_length(chain) AS bytes
      FROM frames ORDER BY first_version`,
    );
    let head = 0;
    let log = 0;
    for (const row of frames.iterate()) {
      const { first, last, bytes } = row as { first: number; last: number; bytes: number };
      if (first !== head + 1 || last < first)
        throw new Error(`ours: the log has a gap after version ${head}`);
      head = last;
      log += bytes;
    }
    const text = database.prepare(
      `SELECT coalesce(sum(octet_length(data)), 0) AS doc FROM snapshot
      WHERE version = (SELECT max(version) FROM snapshot)`,
    );
    const { doc } = text.get() as { doc: number };
    return { head, doc, log };
  } finally {
    database.close();
  }
}
