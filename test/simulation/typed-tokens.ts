const FIRST_TOKEN = 0xe000;
const TOKENS = 6_400;

/**
 * What people typed: every insert carries a token, a character of its own. At rest each token is in the log or excused,
 * because its user deleted it, it was kept for its author, or its page died before it was durable.
 */
export class TypedTokens {
  readonly #typed = new Set<string>();
  readonly #excused = new Set<string>();
  #next = 0;

  /** A token for the next insert; one of 6,400, in turn. */
  next(): string {
    return String.fromCharCode(FIRST_TOKEN + (this.#next++ % TOKENS));
  }

  /** A user typed this token; from now on it may not be lost. */
  typed(token: string): void {
    this.#typed.add(token);
  }

  /** Excuses every token in `text`. */
  excuse(text: string): void {
    for (const token of tokensIn(text)) this.#excused.add(token);
  }

  /** Excuses every token that is in `before` and no longer in `after`. */
  excuseGone(before: string, after: string): void {
    for (const token of tokensIn(before)) if (!after.includes(token)) this.#excused.add(token);
  }

  /** Throws when something typed is neither in `history` nor excused (I5). */
  check(history: string): void {
    for (const token of this.#typed) {
      if (history.includes(token) || this.#excused.has(token)) continue;
      throw new Error(
        `I5: what was typed as U+${token.charCodeAt(0).toString(16)} is neither committed nor kept`,
      );
    }
  }
}

function tokensIn(text: string): string[] {
  return text.match(/[\ue000-\uf8ff]/g) ?? [];
}
