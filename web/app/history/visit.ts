/** Where a Visit is written down. */
export interface VisitBook {
  /** Up to which version the user had seen the document; null when they never said. */
  read(): Promise<number | null>;
  write(version: number): Promise<unknown>;
}

/**
 * A user's visit to a document, whichever of its pages they look at. It is written down when they turn away, and only
 * when they have seen more than they said before.
 */
export class Visit {
  private readonly book: VisitBook;
  private reading: Promise<number | null> | null = null;
  private seenTo: number | null = null;
  private told: number | null = null;

  constructor(book: VisitBook) {
    this.book = book;
  }

  /** Up to which version they had seen it before this visit; null when that is not known. */
  before(): Promise<number | null> {
    this.reading ??= this.book.read().catch(() => null);
    return this.reading;
  }

  /** They see this version now. */
  saw(version: number): void {
    this.seenTo = Math.max(this.seenTo ?? 0, version);
  }

  /** They may see nothing of it any more. */
  forget(): void {
    this.seenTo = null;
  }

  /** They look at something else, and may come back: what they had seen before is read before it is overwritten. */
  pause(): void {
    void this.before().then(() => this.write());
  }

  /** They leave. */
  end(): void {
    this.write();
  }

  private write(): void {
    const version = this.seenTo;
    if (version === null || version === this.told) return;
    this.told = version;
    // It only says what is new to them: not worth a word when it fails.
    this.book.write(version).catch(() => {
      if (this.told === version) this.told = null;
    });
  }
}
