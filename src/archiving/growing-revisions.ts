import { extendRevisions } from '../content/revisions.ts';
import type { ArchivedFrame } from '../platform/archive/segment.ts';
import type { RevisionRow } from '../platform/db/documents.ts';

/** The revisions of a log as it arrives: the newest one, and those that D1 must still be told of. */
export class GrowingRevisions {
  #newest: RevisionRow | null;
  readonly #begins: number;
  #changed = new Map<number, RevisionRow>();

  /**
   * Continues from the newest one that D1 has (null for none), or from where the log begins, after version `begins`.
   */
  constructor(newest: RevisionRow | null, begins: number) {
    this.#newest = newest !== null && newest.toVersion >= begins ? newest : null;
    this.#begins = begins;
  }

  /** Where the newest one ends. */
  get version(): number {
    return this.#newest?.toVersion ?? this.#begins;
  }

  /** Those that are new or have grown since D1 was told. */
  get changed(): RevisionRow[] {
    return [...this.#changed.values()];
  }

  /** Takes the next frame. Throws when versions are missing. */
  take(frame: ArchivedFrame): void {
    const { replace, add } = extendRevisions(this.#newest, [frame], this.#begins);
    for (const revision of replace === null ? add : [replace, ...add]) {
      this.#changed.set(revision.fromVersion, revision);
      this.#newest = revision;
    }
  }

  /** D1 has been told. */
  settle(): void {
    this.#changed.clear();
  }
}
