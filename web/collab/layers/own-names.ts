import { DRAFT } from './layer.ts';

/** What one's own suggestions are called: a draft gets another id from the server, and a decided one's rest a new one. */
export class OwnNames {
  readonly #names = new Map<string, string>();
  // Suggestions that were decided while a draft was on its way that may turn out to be one of them.
  readonly #ended = new Set<string>();
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
    this.#active = active !== null && (isOpen(active) || active.startsWith(DRAFT)) ? active : this.make();
    return this.#active;
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
