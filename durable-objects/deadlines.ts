/** The one alarm of an object, as its storage keeps it; times are ms since 1970. */
interface AlarmStorage {
  getAlarm(): Promise<number | null>;
  setAlarm(at: number): Promise<void>;
}

/**
 * Named deadlines on the one alarm of an object, which is set to the earliest of them. They live in memory: an alarm
 * that was set before the object was last evicted counts for every name, because its own name is lost.
 */
export class Deadlines<Name extends string> {
  readonly #storage: AlarmStorage;
  readonly #names: readonly Name[];
  readonly #at = new Map<Name, number>();
  // When the alarm from before the eviction goes off; infinite for none.
  #inherited = Number.POSITIVE_INFINITY;
  // What the alarm is set to; infinite for none.
  #alarm = Number.POSITIVE_INFINITY;

  constructor(storage: AlarmStorage, names: readonly Name[]) {
    this.#storage = storage;
    this.#names = names;
  }

  /** Reads after a wake what the alarm is set to; otherwise a later deadline would replace it. */
  async restore(): Promise<void> {
    this.#inherited = (await this.#storage.getAlarm()) ?? Number.POSITIVE_INFINITY;
    this.#alarm = this.#inherited;
  }

  /**
   * Makes `name` due at `at` (ms since 1970; infinite for never) unless it is due earlier already. Rejects when storage
   * does.
   */
  async set(name: Name, at: number): Promise<void> {
    const known = this.#at.get(name) ?? Number.POSITIVE_INFINITY;
    if (at < known) this.#at.set(name, at);
    if (Math.min(at, known) < this.#alarm) await this.#stand(0);
  }

  /** The same for several names; null for one that is not due. The alarm goes off after `now`. At most one write. */
  async setAll(times: Partial<Record<Name, number | null>>, now: number): Promise<void> {
    for (const name of this.#names) {
      const at = times[name] ?? Number.POSITIVE_INFINITY;
      if (at < (this.#at.get(name) ?? Number.POSITIVE_INFINITY)) this.#at.set(name, at);
    }
    // The platform may drop an alarm that is set for the moment in which one runs.
    await this.#stand(now + 1);
  }

  /**
   * The alarm has gone off at `now`: returns the names that are due and clears them. Returns all names when none is
   * known to be due, or when the alarm was set before the last eviction.
   */
  due(now: number): Name[] {
    // An alarm that goes off early still does what it was set for.
    const until = Number.isFinite(this.#alarm) ? Math.max(now, this.#alarm) : now;
    const known = this.#names.filter((name) => (this.#at.get(name) ?? Number.POSITIVE_INFINITY) <= until);
    const isUnknown = known.length === 0 || this.#inherited <= until;
    this.#alarm = Number.POSITIVE_INFINITY;
    if (isUnknown) this.#inherited = Number.POSITIVE_INFINITY;
    const due = isUnknown ? [...this.#names] : known;
    for (const name of due) this.#at.delete(name);
    return due;
  }

  /** Storage was wiped, and the alarm with it. */
  clear(): void {
    this.#at.clear();
    this.#inherited = Number.POSITIVE_INFINITY;
    this.#alarm = Number.POSITIVE_INFINITY;
  }

  async #stand(earliest: number): Promise<void> {
    const at = Math.max(earliest, Math.min(this.#inherited, ...this.#at.values()));
    if (!Number.isFinite(at) || at >= this.#alarm) return;
    this.#alarm = at;
    try {
      await this.#storage.setAlarm(at);
    } catch (error) {
      // The next call that sets a deadline tries again.
      if (this.#alarm === at) this.#alarm = Number.POSITIVE_INFINITY;
      throw error;
    }
  }
}
