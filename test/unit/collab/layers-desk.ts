import { expect } from 'vitest';
import { compose, composeFold } from '../../../src/ot/compose.ts';
import type { Delta, Op } from '../../../src/ot/op.ts';
import { transformPair } from '../../../src/ot/transform.ts';
import type { ReviewMessage, Suggestion } from '../../../src/protocol/review.ts';
import type { Draft } from '../../../web/collab/layers/layer-ports.ts';
import { Layers } from '../../../web/collab/layers/layers.ts';
import type { Settled } from '../../../web/collab/layers/plan-edit.ts';
import type { Mode } from '../../../web/collab/layers/route-edit.ts';

/** The user at the desk. */
export const ME = 'me';

/** A text with layers over it, an editor that shows them, and a client whose server the test plays. */
export class Desk {
  version = 1;
  /** The received text, and the operations that the server has not acknowledged. */
  received: Delta;
  unsent: Delta[] = [];
  view: Delta;
  /** What the editor was told to change, since the last look. */
  readonly changes: Delta[] = [];
  readonly reads: number[] = [];
  readonly lost: Draft[] = [];
  /** What happens to what is adrift. */
  adrift: (draft: Draft) => void = (draft) => this.lost.push(draft);
  selection: unknown = null;
  readonly layers: Layers;

  constructor(text: string, mode: Mode = 'editing') {
    this.received = this.view = [{ insert: `${text}\n` }];
    this.layers = new Layers({
      userId: ME,
      client: () => ({
        version: this.version,
        unsent: this.unsent,
        edit: (delta) => this.unsent.push(delta),
        setSelection: (range) => {
          this.selection = range;
        },
      }),
      editor: {
        load: (ops) => {
          this.view = ops;
        },
        apply: (delta) => {
          this.changes.push(delta);
          this.view = compose(this.view, delta);
        },
        flush: () => {},
      },
      read: (since) => this.reads.push(since),
      adrift: (draft) => this.adrift(draft),
    });
    this.layers.mode = mode;
  }

  /** The text that the client shows, without layers. */
  get text(): string {
    return textOf(compose(this.received, composeFold(this.unsent)));
  }

  /** The view as text: `[a:insertion]`, `{a:deletion}`, `<a:format>` with the ids that they are of. */
  get shown(): string {
    return this.view.map(drawn).join('').replace(/\n$/, '');
  }

  /** The user changes the view; returns what the layers made of it. */
  edit(delta: Delta): Settled {
    const before = this.view;
    const settled = this.layers.edit(delta, () => before);
    this.view = compose(before, delta);
    if (settled.correction !== null) this.view = compose(this.view, settled.correction);
    return settled;
  }

  /** Edits, then undoes that as an editor's history does; returns the edit that redoes it. */
  editAndUndo(delta: Delta): Delta {
    return this.edit(this.edit(delta).inverse()).inverse();
  }

  /** A frame of one operation arrives. */
  frame(delta: Delta, composed = false): void {
    let shown = delta;
    const unsent = this.unsent.map((own) => {
      const pair = transformPair(shown, own);
      shown = pair.first;
      return pair.later;
    });
    const to = this.version + 1;
    this.layers.receive({ to, frame: delta, composed, shown, unsent });
    this.unsent = unsent;
    this.received = compose(this.received, delta);
    this.version = to;
  }

  /** The text is replaced by that of `version`. */
  load(text: string, version: number): void {
    this.layers.load([{ insert: `${text}\n` }]);
    this.received = [{ insert: `${text}\n` }];
    this.unsent = [];
    this.version = version;
  }

  /** The server acknowledges everything. */
  acknowledge(): void {
    const frame = composeFold(this.unsent);
    this.layers.receive({ to: this.version + 1, frame, composed: false, shown: null, unsent: [] });
    this.received = compose(this.received, frame);
    this.unsent = [];
    this.version++;
  }

  /** A frame of review arrives. */
  review(from: number, version: number, ...suggestions: Suggestion[]): void {
    this.layers.review(message(from, version, suggestions));
  }
}

/** A review frame of one change. */
export function message(from: number, version: number, suggestions: readonly Suggestion[]): ReviewMessage {
  return {
    type: 'review',
    from,
    to: from + 1,
    version,
    threads: [],
    suggestions: [...suggestions],
    removed: [],
  };
}

/** A suggestion as a frame tells it. */
export function suggestion(
  id: string,
  delta: Delta,
  { author = 'ann', review = 1, status = 'open', acceptedVersion = null as number | null } = {},
): Suggestion {
  return {
    id,
    review,
    author: { id: author, name: author, color: '#000000' },
    note: null,
    status: status as Suggestion['status'],
    createdAt: id,
    updatedAt: id,
    version: 1,
    delta: [...delta],
    decidedBy: null,
    decidedAt: null,
    acceptedVersion,
    threadId: `t-${id}`,
  };
}

function textOf(document: Delta): string {
  return document
    .map((op) => ('insert' in op && typeof op.insert === 'string' ? op.insert : '\ufffc'))
    .join('')
    .slice(0, -1);
}

function drawn(op: Op): string {
  if (!('insert' in op)) throw new Error('a view holds only inserts');
  const text = typeof op.insert === 'string' ? op.insert : '\ufffc';
  const marks = op.attributes ?? {};
  if (marks['suggest-insert'] !== undefined) return `[${marks['suggest-insert']}:${text}]`;
  const struck = marks['suggest-delete'] === undefined ? text : `{${marks['suggest-delete']}:${text}}`;
  return marks['suggest-format'] === undefined ? struck : `<${marks['suggest-format']}:${struck}>`;
}

/** “ab[s:XY]cd”, the suggestion of another. */
export function withInsertion(mode: 'editing' | 'suggesting' | 'viewing' = 'editing', author = 'ann'): Desk {
  const desk = new Desk('abcd', mode);
  desk.review(0, 1, suggestion('s', [{ retain: 2 }, { insert: 'XY' }], { author }));
  expect(desk.shown).toBe('ab[s:XY]cd');
  desk.changes.length = 0;
  return desk;
}
