import { fail, ok, type Result } from '../../base/result.ts';
import type { Delta } from '../op.ts';
import { hunkDeltas } from './hunks.ts';
import { rebaseSuggestion } from './rebase.ts';
import { splitSuggestion } from './split.ts';

/** The state of a suggestion; all but `open` are for good. */
export type BookStatus = 'open' | 'accepted' | 'rejected' | 'withdrawn' | 'obsolete';

/** A suggestion as its last change left it: `delta` is on the text at `version`. */
export interface BookEntry {
  id: string;
  author: string;
  createdAt: string;
  /** The number of its last change. */
  review: number;
  status: BookStatus;
  version: number;
  delta: Delta;
  /** The version that committed a part of it; null for none. */
  acceptedVersion: number | null;
}

/** The frames that a log has from version `from` up to `to`, each as its operations. */
export type FramesBetween = (from: number, to: number) => Iterable<readonly Delta[]>;

/** A decision that is ready to be committed: `operation` on the text at `head`, null where nothing is to be written. */
export interface Decision {
  readonly id: string;
  readonly status: 'accepted' | 'rejected';
  readonly operation: Delta | null;
  /** What is left of the suggestion after it. */
  readonly rest: Delta;
  readonly head: number;
}

/**
 * The suggestions on a document and the numbers of their changes, without storage: what the Document decides, as pure
 * rules. The text and its log stay with the caller.
 */
export class SuggestionBook {
  readonly #framesBetween: FramesBetween;
  readonly #entries = new Map<string, BookEntry>();
  #number = 0;

  constructor(framesBetween: FramesBetween) {
    this.#framesBetween = framesBetween;
  }

  /** The number of the last change. */
  get number(): number {
    return this.#number;
  }

  /** The suggestion; undefined for none. */
  get(id: string): BookEntry | undefined {
    return this.#entries.get(id);
  }

  /** Those that changed after `number`, decided ones too. */
  since(number: number): BookEntry[] {
    return [...this.#entries.values()].filter(({ review }) => review > number);
  }

  /** The open ones. */
  open(): BookEntry[] {
    return [...this.#entries.values()].filter(({ status }) => status === 'open');
  }

  /** A suggestion carried to `version`, not before its own; null when nothing of it is left there. */
  at({ delta, version }: Pick<BookEntry, 'delta' | 'version'>, to: number): Delta | null {
    return rebaseSuggestion(delta, this.#framesBetween(version, to));
  }

  /** A person suggests `delta`, on the text at `version`. */
  propose(by: Pick<BookEntry, 'id' | 'author' | 'createdAt' | 'version' | 'delta'>): BookEntry {
    return this.#write({ ...by, review: 0, status: 'open', acceptedVersion: null });
  }

  /** Its author replaces it, unless it has changed since `review`. */
  replace(
    id: string,
    review: number,
    version: number,
    delta: Delta,
  ): Result<BookEntry, 'suggestion_changed'> {
    const entry = this.#entries.get(id);
    if (entry?.status !== 'open' || entry.review !== review)
      return fail('suggestion_changed', 'it has changed');
    return ok(this.#write({ ...entry, version, delta }));
  }

  /** Its author takes it back. */
  withdraw(id: string, review: number): Result<BookEntry, 'suggestion_changed'> {
    const entry = this.#entries.get(id);
    if (entry?.status !== 'open' || entry.review !== review)
      return fail('suggestion_changed', 'it has changed');
    return ok(this.#write({ ...entry, status: 'withdrawn' }));
  }

  /**
   * A decision on the hunks of it at `version`, or on all of it (`hunks` null), to be committed at `head`; null when it
   * is decided already or nothing is left. Nothing changes before `decided`.
   */
  decide(
    id: string,
    status: Decision['status'],
    of: { version: number; hunks: ReadonlySet<number> | null },
    head: number,
  ): Decision | null {
    const entry = this.#entries.get(id);
    if (entry?.status !== 'open') return null;
    const there = of.hunks === null ? this.at(entry, head) : this.at(entry, of.version);
    if (there === null) return null;
    if (of.hunks === null)
      return { id, status, operation: status === 'accepted' ? there : null, rest: [], head };
    const frames = [...this.#framesBetween(of.version, head)];
    if (status === 'accepted') {
      const { decided, rest } = splitSuggestion(there, of.hunks, frames);
      return decided.length === 0 ? null : { id, status, operation: decided, rest, head };
    }
    // What is left of a rejected part stays on the text without it: it is what accepting the others would commit.
    const others = new Set([...hunkDeltas(there).keys()].filter((hunk) => !of.hunks?.has(hunk)));
    return { id, status, operation: null, rest: splitSuggestion(there, others, frames).decided, head };
  }

  /** The decision is committed; `version` is that of its operation, or `head` when nothing was written. */
  decided({ id, status, operation, rest }: Decision, version: number): BookEntry {
    const entry = this.#entries.get(id) as BookEntry;
    const acceptedVersion = operation === null ? entry.acceptedVersion : version;
    const whole = acceptedVersion === null ? status : 'accepted';
    return this.#write({
      ...entry,
      version,
      delta: rest,
      acceptedVersion,
      status: rest.length > 0 ? 'open' : whole,
    });
  }

  /** Ends those of which nothing is left at `version`; returns them. */
  expire(version: number): BookEntry[] {
    return this.open()
      .filter((entry) => this.at(entry, version) === null)
      .map((entry) => this.#write({ ...entry, status: 'obsolete' }));
  }

  #write(entry: BookEntry): BookEntry {
    const written = { ...entry, review: ++this.#number };
    this.#entries.set(entry.id, written);
    return written;
  }
}
