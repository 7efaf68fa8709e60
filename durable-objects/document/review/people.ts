import type { User } from '../../../src/protocol/messages.ts';

interface PersonRow extends Record<string, SqlStorageValue> {
  name: string;
  color: string | null;
  guest: number | null;
}

// As the rest of the product shows an erased user.
const NAME = 'Deleted user';
const COLOR = '#5f6368';

/** The users that the threads name, as they were last told. The log knows ids alone. */
export class People {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** A user; one that was erased has no name any more. */
  get(id: string): User {
    const [row] = this.#sql
      .exec<PersonRow>('SELECT name, color, guest FROM review_people WHERE id = ?', id)
      .toArray();
    const { name = NAME, color, guest } = row ?? {};
    return { id, name, color: color ?? COLOR, ...(guest ? { guest: true as const } : {}) };
  }

  /** The same for one answer, which asks for each user once. */
  remembering(): Pick<People, 'get'> {
    const known = new Map<string, User>();
    return {
      get: (id) => {
        const user = known.get(id) ?? this.get(id);
        known.set(id, user);
        return user;
      },
    };
  }

  /** A user acts under this name and colour. */
  acts({ id, name, color, guest }: User): void {
    const [row] = this.#sql
      .exec<PersonRow>('SELECT name, color, guest FROM review_people WHERE id = ?', id)
      .toArray();
    if (row?.name === name && row.color === color && (row.guest === 1) === (guest === true)) return;
    this.#sql.exec(
      'INSERT OR REPLACE INTO review_people (id, name, color, guest) VALUES (?, ?, ?, ?)',
      id,
      name,
      color,
      guest ? 1 : null,
    );
  }

  /** A user is mentioned by this name. What is known of one who acted here stays. */
  mentioned({ id, name }: { id: string; name: string }): void {
    this.#sql.exec('INSERT OR IGNORE INTO review_people (id, name) VALUES (?, ?)', id, name);
  }

  /** Whether a user acted or was mentioned, and was not forgotten since. */
  has(id: string): boolean {
    return this.#sql.exec('SELECT 1 FROM review_people WHERE id = ?', id).toArray().length > 0;
  }

  /** Forgets a user's name. */
  forget(id: string): void {
    this.#sql.exec('DELETE FROM review_people WHERE id = ?', id);
  }
}
