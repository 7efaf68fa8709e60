import { joinStrokes, nobody, type Stroke } from '../../content/stroke.ts';
import { opLength } from '../../ot/lengths.ts';
import type { Attributes, Delta, Embed } from '../../ot/op.ts';
import { type Edits, type Run, RunList } from '../../ot/run-list.ts';

/** A run of text by one author. */
export interface AttributedRun extends Run {
  readonly by: Stroke;
}

/** A run of text, or an embed, with its author. */
export type WrittenRun = ({ text: string } | { embed: Embed }) & { by: Stroke };

/** `Attribution` as JSON: [units, index of the author or -1, version, at, at − since] for each run. */
export interface StoredAttribution {
  version: number;
  authors: string[];
  runs: [number, number, number, number, number][];
}

/**
 * The authors of a text, transformed by its operations from version 0 on. Holds lengths and no text: the text at a
 * version is cheap to get, and this stays small. A stored attribution continues after restoring as if never stopped.
 */
export class Attribution {
  #version: number;
  readonly #edits: AttributionEdits;
  readonly #runs: RunList<AttributedRun>;

  private constructor(version: number, runs: Iterable<AttributedRun>) {
    this.#version = version;
    this.#edits = new AttributionEdits();
    this.#runs = new RunList(runs, this.#edits);
  }

  /** Version 0: an empty line without an author. */
  static empty(createdAt: number): Attribution {
    return new Attribution(0, [{ length: 1, by: nobody(createdAt) }]);
  }

  /** A text of `length` units at `version`, where the log begins: its authors are no longer known. */
  static unknown(version: number, length: number, at: number): Attribution {
    return new Attribution(version, [{ length, by: { ...nobody(at), version } }]);
  }

  /** Restores a stored attribution. */
  static restore({ version, authors, runs }: StoredAttribution): Attribution {
    return new Attribution(
      version,
      runs.map(([length, author, itsVersion, at, before]) => ({
        length,
        by: { author: authors[author] ?? null, version: itsVersion, at, since: at - before },
      })),
    );
  }

  /** Its version. */
  get version(): number {
    return this.#version;
  }

  /** Applies the next operation. Throws when it does not fit the text. */
  apply(delta: Delta, by: Stroke): void {
    this.#edits.by = by;
    this.#runs.apply(delta);
    this.#version = by.version;
  }

  /** The runs, with neighbours of one stroke merged. */
  *runs(): Iterable<AttributedRun> {
    let last: AttributedRun | null = null;
    for (const run of this.#runs) {
      const joined: AttributedRun | null = last === null ? null : join(last, run);
      if (joined === null && last !== null) yield last;
      last = joined ?? run;
    }
    if (last !== null) yield last;
  }

  /** The form that `restore` takes. */
  store(): StoredAttribution {
    const authors = new Map<string, number>();
    const indexOf = (author: string | null): number => {
      if (author === null) return -1;
      const known = authors.get(author) ?? authors.size;
      authors.set(author, known);
      return known;
    };
    const runs = [...this.#runs].map(({ length, by }): [number, number, number, number, number] => [
      length,
      indexOf(by.author),
      by.version,
      by.at,
      by.at - by.since,
    ]);
    return { version: this.#version, authors: [...authors.keys()], runs };
  }

  /** The text of this version in runs. Throws when it is another text. */
  *over(text: Delta): Iterable<WrittenRun> {
    let index = 0;
    let used = 0;
    for (const { length, by } of this.runs()) {
      let written = '';
      for (let left = length; left > 0; ) {
        const op = text[index];
        if (op === undefined || !('insert' in op)) throw new Error('The text is not of this version');
        const step = Math.min(left, opLength(op) - used);
        if (typeof op.insert === 'string') written += op.insert.slice(used, used + step);
        else {
          if (written !== '') yield { text: written, by };
          written = '';
          yield { embed: op.insert, by };
        }
        left -= step;
        used += step;
        if (used === opLength(op)) {
          index++;
          used = 0;
        }
      }
      if (written !== '') yield { text: written, by };
    }
    if (index < text.length) throw new Error('The text is not of this version');
  }
}

function join(left: AttributedRun, right: AttributedRun): AttributedRun | null {
  const by = joinStrokes(left.by, right.by);
  return by === null ? null : { length: left.length + right.length, by };
}

class AttributionEdits implements Edits<AttributedRun> {
  by: Stroke = nobody(0);

  split({ length, by }: AttributedRun, at: number): [AttributedRun, AttributedRun] {
    return [
      { length: at, by },
      { length: length - at, by },
    ];
  }

  insert(content: Extract<Delta[number], { insert: unknown }>): AttributedRun {
    return { length: opLength(content), by: this.by };
  }

  join(left: AttributedRun, run: AttributedRun): AttributedRun | null {
    return join(left, run);
  }

  remove(): null {
    return null;
  }

  format(run: AttributedRun, _: Attributes): AttributedRun {
    return run;
  }
}
