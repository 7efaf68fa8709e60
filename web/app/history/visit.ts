/** The storage of a Visit. */
export interface VisitBook {
  /** The last version that the user had seen; null without a record. */
  read(): Promise<number | null>;
  write(version: number): Promise<unknown>;
}

/**
 * A user's visit to a document, across its pages. It is stored when the user turns away, and only when the user has
 * seen a newer version than the stored one.
 */
export class Visit {
  private readonly book: VisitBook;
  private reading: Promise<number | null> | null = null;
  private seenTo: number | null = null;
  private told: number | null = null;

  constructor(book: VisitBook) {
    this.book = book;
  }

  /** The last version that the user had seen before this visit; null when unknown. */
  before(): Promise<number | null> {
    this.reading ??= this.book.read().catch(() => null);
    return this.reading;
  }

  /** Records that the user sees this version now. */
  saw(version: number): void {
    this.seenTo = Math.max(this.seenTo ?? 0, version);
  }

  /** The user may not see the document any more: nothing is stored. */
  forget(): void {
    this.seenTo = null;
  }

  /** The user looks at another page, and may come back: what was seen before is read before it is overwritten. */
  pause(): void {
    void this.before().then(() => this.write());
  }

  /** The user leaves. */
  end(): void {
    this.write();
  }

  private write(): void {
    const version = this.seenTo;
    if (version === null || version === this.told) return;
    this.told = version;
    // The record only marks what is new to the user: a failure deserves no message.
    this.book.write(version).catch(() => {
      if (this.told === version) this.told = null;
    });
  }
}
