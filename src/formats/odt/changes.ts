import type { Origin } from '../imported.ts';
import type { ReadingCost } from '../office/cost.ts';
import type { FoundParagraph } from '../office/found.ts';
import type { OdtParagraph } from './line-format.ts';
import { OriginReader } from './plain-text.ts';

/** A tracked change, which the text names by its id. */
export interface Region {
  kind: 'insertion' | 'deletion' | 'format-change';
  by: Origin;
  /** What was deleted: the first joins what stands before it in the text, the last what follows. */
  paragraphs: FoundParagraph<OdtParagraph>[];
}

const UNKNOWN: Origin = { author: null, date: null };

/** The tracked changes of a file, by their ids. They come before the text. */
export class Regions {
  readonly #cost: ReadingCost;
  readonly #regions = new Map<string, Region>();
  #region: Region | null = null;
  #origin: OriginReader | null = null;
  // The insertions that began, by their ids, and those of them that did not end.
  readonly #began: { id: string; by: Origin }[] = [];
  readonly #open = new Set<string>();

  constructor(cost: ReadingCost) {
    this.#cost = cost;
  }

  /** What is deleted by the change that is read; null outside of one. */
  get deleted(): FoundParagraph<OdtParagraph>[] | null {
    return this.#region?.kind === 'deletion' && this.#origin === null ? this.#region.paragraphs : null;
  }

  /** Who inserts what comes; null for what was there. */
  get inserted(): Origin | null {
    return this.#began.at(-1)?.by ?? null;
  }

  /** Takes an element of the list of changes. Whether it is one. */
  open(name: string, attributes: ReadonlyMap<string, string>): boolean {
    switch (name) {
      case 'text:changed-region':
        this.#cost.keep('entry');
        this.#region = { kind: 'format-change', by: UNKNOWN, paragraphs: [] };
        this.#regions.set(idOf(attributes), this.#region);
        return true;
      case 'text:insertion':
      case 'text:deletion':
      case 'text:format-change':
        if (this.#region === null) return false;
        this.#region.kind = name.slice('text:'.length) as Region['kind'];
        return true;
      case 'office:change-info':
        this.#origin = new OriginReader();
        return true;
      default:
        this.#origin?.open(name);
        return this.#origin !== null;
    }
  }

  close(name: string): void {
    if (name === 'text:changed-region') this.#region = null;
    this.#origin?.close();
    if (name !== 'office:change-info') return;
    if (this.#region !== null && this.#origin !== null) this.#region.by = this.#origin.finish();
    this.#origin = null;
  }

  /** Takes text; whether it was of a change. */
  text(text: string): boolean {
    this.#origin?.text(text);
    return this.#origin !== null;
  }

  get(id: string | undefined): Region | undefined {
    return id === undefined ? undefined : this.#regions.get(id);
  }

  /** Begins or ends a change in the text. */
  mark(name: 'text:change-start' | 'text:change-end', id: string): void {
    const region = this.#regions.get(id);
    if (region?.kind !== 'insertion') return;
    if (name === 'text:change-start') {
      if (!this.#open.has(id)) this.#began.push({ id, by: region.by });
      this.#open.add(id);
      return;
    }
    this.#open.delete(id);
    // Programs end them in any order: the last one that did not end counts.
    for (let last = this.#began.at(-1); last !== undefined && !this.#open.has(last.id); ) {
      this.#began.pop();
      last = this.#began.at(-1);
    }
  }
}

function idOf(attributes: ReadonlyMap<string, string>): string {
  return attributes.get('text:id') ?? attributes.get('xml:id') ?? '';
}
