/** The one alarm of a Document, for all of its durable work: the earliest of what is asked for. */
export class AlarmClock {
  readonly #storage: DurableObjectStorage;
  #at: number | null = null;

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage;
  }

  /** Learns after a wake when the alarm is set to; without it a later one would take its place. */
  async restore(): Promise<void> {
    this.#at = await this.#storage.getAlarm();
  }

  /** It goes off at `at` (ms since 1970) or before; an earlier one stays. Rejects when storage does. */
  async set(at: number): Promise<void> {
    if (this.#at !== null && this.#at <= at) return;
    this.#at = at;
    try {
      await this.#storage.setAlarm(at);
    } catch (error) {
      if (this.#at === at) this.#at = null;
      throw error;
    }
  }

  /** It has gone off, or storage was wiped. */
  rang(): void {
    this.#at = null;
  }
}
