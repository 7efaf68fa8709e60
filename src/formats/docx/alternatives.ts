// What a program may need to understand to show the first of two forms of the same.
const UNDERSTOOD = new Set(['wps', 'wpg', 'wpc', 'wp14', 'w14', 'w15', 'w16', 'a14', 'v', 'o', 'r', 'm']);

/** Chooses among forms of the same content (`mc:AlternateContent`): one of them is read. */
export class Alternatives {
  readonly #chosen: boolean[] = [];

  begin(): void {
    this.#chosen.push(false);
  }

  end(): void {
    this.#chosen.pop();
  }

  /** Whether to read a form; `requires` is null for the one for programs that understand no other. */
  takes(requires: string | null): boolean {
    if (this.#chosen.at(-1) === true) return false;
    if (requires !== null && !requires.split(/\s+/).every((prefix) => UNDERSTOOD.has(prefix))) return false;
    this.#chosen[this.#chosen.length - 1] = true;
    return true;
  }
}
