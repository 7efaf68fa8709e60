import type { Anchor } from '../../../src/ot/anchor.ts';
import type { AnchorAt } from './anchors.ts';

interface AnchorRow extends Record<string, SqlStorageValue> {
  thread: string;
  version: number;
  at: number;
  memory: string;
}

/** The anchors as they were last stored, each with the version that it was at then. */
export class AnchorRows {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** Every anchor, in the order of versions, then of the text. One that is older than `settled` has not moved until then. */
  all(settled: number): AnchorAt[] {
    return this.#sql
      .exec<AnchorRow>(
        'SELECT thread, max(version, ?) AS version, at, memory FROM review_anchors ORDER BY 2, at, thread',
        settled,
      )
      .toArray()
      .map(({ thread, version, at, memory }) => ({
        id: thread,
        version,
        anchor: { index: at, ...(JSON.parse(memory) as Omit<Anchor, 'index'>) },
      }));
  }

  /** Stores where an anchor is at `version`. */
  store(id: string, version: number, { index, held, lost }: Anchor): void {
    this.#sql.exec(
      'INSERT OR REPLACE INTO review_anchors (thread, version, at, memory) VALUES (?, ?, ?, ?)',
      id,
      version,
      index,
      JSON.stringify({ held, lost }),
    );
  }

  delete(id: string): void {
    this.#sql.exec('DELETE FROM review_anchors WHERE thread = ?', id);
  }
}
