import { DRAFT } from './layer.ts';

/** What one's own suggestions are called: a draft gets another id from the server, and a decided one's rest a new one. */
export class OwnNames {
  readonly #names = new Map<string, string>();
  // Suggestions that were decided while a draft was on its way that may turn out to be one of them.
  readonly #ended = new Set<string>();
  // Own suggestions that are not open any more. An undo stack may bring back what they were.
  readonly #gone = new Set<string>();
  #made = 0;
  #active: string | null = null;

  /** By earlier ids, those that are in use now. */
  get all(): ReadonlyMap<string, string> {
    return this.#names;
  }

  /** The suggestion that takes what is suggested; null when a new one is to begin. */
  get active(): string | null {
    return this.#active;
  }

  /** The first of the earlier ids of one that the server has named; null for none. */
  draftOf(id: string): string | null {
    if (id.startsWith(DRAFT)) return null;
    for (const [from, to] of this.#names) if (to === id && from.startsWith(DRAFT)) return from;
    return null;
  }

  /** An id that only this client knows. */
  make(): string {
    return `${DRAFT}${++this.#made}`;
  }

  /** The active suggestion where `isOpen` holds for it or the server does not have it; else a new one. */
  activate(isOpen: (id: string) => boolean): string {
    const active = this.#active;
    if (active !== null && (isOpen(active) || active.startsWith(DRAFT))) return active;
    const next = this.make();
    if (active !== null) this.rename(active, next);
    this.#active = next;
    return next;
  }

  /** An own suggestion is not open any more. */
  left(id: string): void {
    this.#gone.add(id);
  }

  get isAnyGone(): boolean {
    return this.#gone.size > 0;
  }

  /** Which of these ids, or those that they have now, are own suggestions that are not open any more. */
  goneOf(ids: readonly string[]): string[] {
    return [...new Set(ids.map((id) => this.#names.get(id) ?? id))].filter((id) => this.#gone.has(id));
  }

  /** One that is gone is there again, under an id that it returns. */
  again(id: string): string {
    this.#gone.delete(id);
    const next = this.make();
    this.rename(id, next);
    return next;
  }

  /** What is suggested next begins a new suggestion. */
  begin(): void {
    this.#active = null;
  }

  /** A suggestion has another id from now on. */
  rename(from: string, to: string): void {
    for (const [id, name] of this.#names) if (name === from) this.#names.set(id, to);
    this.#names.set(from, to);
    if (this.#active === from) this.#active = to;
  }

  /** One is decided that no draft is known to be. */
  end(id: string): void {
    this.#ended.add(id);
  }

  /** Whether it was decided so; told once. */
  hasEnded(id: string): boolean {
    return this.#ended.delete(id);
  }
}
