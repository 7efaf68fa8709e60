/** A text that would become a larger document than may be, or that costs more to read than its length justifies. */
export class Unreadable extends Error {
  readonly code: 'too_large' | 'too_deep';

  constructor(code: 'too_large' | 'too_deep', message: string) {
    super(message);
    this.code = code;
  }
}
