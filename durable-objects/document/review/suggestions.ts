import { must } from '../../../src/base/assert.ts';
import { fail, ok, type Result } from '../../../src/base/result.ts';
import type { Delta } from '../../../src/ot/op.ts';
import { rebaseSuggestion } from '../../../src/ot/suggestions/rebase.ts';
import { isOfSuggestion } from '../../../src/platform/archive/review-chain.ts';
import type { Suggestion } from '../../../src/protocol/review.ts';
import type { Acceptance } from '../rpc.ts';
import type { Handover } from './handover.ts';
import {
  type Carried,
  type CarryingFrame,
  type FollowedLog,
  OpenSuggestions,
  unitsBetween,
} from './open-suggestions.ts';
import type { People } from './people.ts';
import type { ReviewLog } from './review-log.ts';
import { SuggestionRows } from './suggestion-rows.ts';
import { afterSuggestionEntry, currentOf, type StoredSuggestion, textsOf } from './suggestion-state.ts';
import type { Numbered } from './thread-state.ts';

/** What Suggestions reads and writes. */
export interface SuggestionDeps {
  sql: SqlStorage;
  /** The log of operations. */
  log: FollowedLog;
  review: ReviewLog;
  people: People;
  archive: Handover;
  /** The archived frames that hold any version after `from`, up to the one that holds `to`. */
  archived(from: number, to: number): AsyncIterable<CarryingFrame>;
}

/** The suggestions of a document: what the review log made of them, and the open ones at the newest version. */
export class Suggestions {
  readonly #deps: SuggestionDeps;
  readonly rows: SuggestionRows;
  #open: OpenSuggestions | null = null;
  readonly #touched = new Set<string>();

  constructor(deps: SuggestionDeps) {
    this.#deps = deps;
    this.rows = new SuggestionRows(deps.sql);
  }

  /** Stores what an entry of the log does. Call it inside a transaction, and then `settled` or `forget`. */
  apply(numbered: Numbered): void {
    const { entry } = numbered;
    const { review, archive } = this.#deps;
    for (const before of entry.kind === 'forget' ? this.rows.naming(entry.user) : this.#about(numbered)) {
      const after = afterSuggestionEntry(before, numbered);
      if (after === null || after === before) continue;
      this.rows.store(after);
      const needed = new Set(textsOf(after));
      for (const text of before === null ? [] : textsOf(before)) {
        if (needed.has(text)) continue;
        review.deleteText(text);
        archive.outdated(text, numbered.number);
      }
      if (after.status !== 'open' || (before !== null && currentOf(after).text !== currentOf(before).text))
        this.rows.deleteRebased(after.id);
      this.#touched.add(after.id);
    }
  }

  /** What was applied is stored: memory follows it. */
  settled(): void {
    const open = this.#open;
    for (const id of this.#touched) {
      const suggestion = this.rows.get(id);
      if (open === null || suggestion === null) continue;
      if (suggestion.status !== 'open') open.remove(id);
      else if (open.textOf(id) !== currentOf(suggestion).text) this.#load(open, suggestion);
    }
    this.#touched.clear();
  }

  /** What was applied could not be stored, or all was replaced: memory is read again. */
  forget(): void {
    this.#open = null;
    this.#touched.clear();
  }

  /** What is left of an open one at the newest version. */
  at(id: string): Carried | undefined {
    return this.#following().at(id);
  }

  /** The open ones of which nothing is left at the newest version. */
  get gone(): string[] {
    return this.#following().gone;
  }

  /** Whether an open one is behind the kept log, as after a rebuild: `catchUp` comes first then. */
  get isBehind(): boolean {
    return this.#following().behind !== null;
  }

  /** Carries those that are behind over the archived log. Throws when that cannot be read. */
  async catchUp(): Promise<void> {
    const { log, archived } = this.#deps;
    const from = this.#following().behind;
    if (from === null) return;
    for await (const frame of archived(from, log.from)) this.#open?.catchUp(frame);
  }

  /** Stores how far the open ones were carried. Call it inside a transaction, and then `stored`. */
  store(): void {
    for (const { id, version, delta } of this.#following().unstored())
      this.rows.storeRebased({ id, version, delta: JSON.stringify(delta) });
  }

  /** How far they were carried is stored. */
  stored(): void {
    this.#open?.stored();
  }

  /**
   * A suggestion at `version`: as it was left by its last change, carried from there. `unknown_version`: there it was
   * another one, or it is not there yet. `pruned`: the log no longer leads there.
   */
  deltaAt(suggestion: StoredSuggestion, version: number): Result<Delta | null, 'unknown_version' | 'pruned'> {
    const { log } = this.#deps;
    const { base, text } = currentOf(suggestion);
    const isEnded = suggestion.status !== 'open';
    if (version < base || version > log.version || (isEnded && version > base))
      return fail('unknown_version', `it is not known at version ${version}`);
    const carried = this.at(suggestion.id);
    // One that is still behind the kept log was not carried this far.
    if (carried?.version === version) return ok(carried.delta);
    const bases = [{ version: base, delta: () => this.deltaOf(text) }];
    const rebased = this.rows.rebasedOf(suggestion.id);
    if (rebased !== null && rebased.version <= version)
      bases.unshift({ version: rebased.version, delta: () => JSON.parse(rebased.delta) as Delta });
    const from = bases.find((known) => known.version === version || known.version >= log.from);
    if (from === undefined) return fail('pruned', `what is kept begins after version ${log.from}`);
    return ok(rebaseSuggestion(from.delta(), unitsBetween(log, from.version, version)));
  }

  /** Who suggested and who accepted the operations after version `from`, up to `to`, that suggestions have become; in order. */
  acceptances(from: number, to: number): Acceptance[] {
    const { review, people } = this.#deps;
    return [...review.acceptances(from, to)].map(({ accepted: version, suggestion: suggestionId, by }) => {
      const { author } = must(this.rows.get(suggestionId));
      return { version, suggestionId, suggester: people.get(author), by: people.get(by) };
    });
  }

  /** A delta among the texts of the log. */
  deltaOf(text: number): Delta {
    const json = this.#deps.review.textAt(text);
    return json === null ? [] : (JSON.parse(json) as Delta);
  }

  /** A suggestion as clients see it: an open one at the newest version, any other as its author made it. */
  shown(suggestion: StoredSuggestion): Suggestion {
    const { people, review } = this.#deps;
    const { id, author, made, note, ended, status } = suggestion;
    const carried = status === 'open' ? this.at(id) : undefined;
    const delta = carried?.delta ?? null;
    // Nothing is left, which is about to be noted.
    const isGone = status === 'open' && delta === null;
    return {
      id,
      review: suggestion.changed,
      author: people.get(author),
      note: note === null ? null : review.textAt(note),
      status: isGone ? 'obsolete' : status,
      createdAt: iso(suggestion.createdAt),
      updatedAt: iso(suggestion.updatedAt),
      version: carried !== undefined && delta !== null ? carried.version : made.base,
      delta: delta ?? this.deltaOf(made.text),
      decidedBy: ended?.by ? people.get(ended.by) : null,
      decidedAt: ended === null ? null : iso(ended.at),
      acceptedVersion: suggestion.acceptedVersion,
      threadId: suggestion.thread,
    };
  }

  #about({ entry }: Numbered): (StoredSuggestion | null)[] {
    return isOfSuggestion(entry) ? [this.rows.get(entry.suggestion)] : [];
  }

  #following(): OpenSuggestions {
    if (this.#open !== null) return this.#open;
    const open = new OpenSuggestions(this.#deps.log);
    for (const suggestion of this.rows.open()) this.#load(open, suggestion);
    this.#open = open;
    return open;
  }

  #load(open: OpenSuggestions, suggestion: StoredSuggestion): void {
    const { id } = suggestion;
    const { base, text } = currentOf(suggestion);
    const rebased = this.rows.rebasedOf(id);
    open.set(
      id,
      text,
      rebased === null
        ? { version: base, delta: this.deltaOf(text) }
        : { version: rebased.version, delta: JSON.parse(rebased.delta) as Delta },
    );
  }
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
