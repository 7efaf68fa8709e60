import { describe, expect, test } from 'vitest';
import { measure } from '../../../durable-objects/document/collab/size-bound.ts';
import {
  type Note,
  noteOf,
  rowsOf,
  storedSections,
} from '../../../durable-objects/document/storage/section-rows.ts';
import {
  change,
  jsonOf,
  measureAll,
  repairOf,
  type Section,
  type Stretch,
  sections,
  stretchOf,
} from '../../../durable-objects/document/storage/sections.ts';
import { must } from '../../../src/base/assert.ts';
import { utf8Bytes } from '../../../src/ot/bytes.ts';
import { compose, composeRun } from '../../../src/ot/compose.ts';
import { documentLength } from '../../../src/ot/lengths.ts';
import type { Delta, Op } from '../../../src/ot/op.ts';
import { repairSurrogates } from '../../../src/ot/well-formed.ts';
import { Random } from '../../support/random.ts';
import { randomDocument, randomOperation } from '../../support/rich-text.ts';
import { forSeeds } from '../../support/seeds.ts';

/** The rows of each version, as a Document stores them. */
class Rows {
  readonly #data = new Map<string, string>();
  /** What was read since the last look, as `version part`. */
  readonly read: string[] = [];

  store(version: number, text: readonly Section[], limit: number): { notes: Note[]; rows: string[] } {
    const rows: string[] = [];
    const notes: Note[] = [];
    for (const some of rowsOf(text, limit)) {
      for (const row of some) {
        const data = 'data' in row ? row.data : this.#at(row.version, row.part);
        this.#data.set(`${version} ${rows.length}`, data);
        rows.push(data);
      }
      notes.push(noteOf(must(text[notes.length]), some.length));
    }
    return { notes: JSON.parse(JSON.stringify(notes)), rows };
  }

  sections(version: number, notes: readonly Note[]): Section[] {
    return storedSections(version, notes, (part, rows) => {
      const parts = Array.from({ length: rows }, (_, i) => part + i);
      this.read.push(...parts.map((at) => `${version} ${at}`));
      return parts.map((at) => this.#at(version, at)).join('');
    });
  }

  #at(version: number, part: number): string {
    return must(this.#data.get(`${version} ${part}`), `row ${part} of version ${version}`);
  }
}

function someDocument(random: Random): Delta {
  const text = random.pick(['x', '漢', 'a😀', 'ab\n"\\']).repeat(random.int(300));
  return composeRun([
    randomDocument(random, 60),
    [{ insert: text, attributes: { bold: true } }],
    randomDocument(random, 150),
  ]);
}

function someChange(random: Random, document: Delta): Delta {
  const at = random.int(documentLength(document));
  const rest = documentLength(document) - at;
  const before: Op[] = at > 0 ? [{ retain: at }] : [];
  const kind = random.next();
  if (kind < 0.1 && rest > 1) return [...before, { delete: 1 + random.int(rest - 1) }];
  if (kind < 0.2) {
    const value = random.pick([true, null]);
    return [...before, { retain: 1 + random.int(rest), attributes: { bold: value, italic: value } }];
  }
  const tail = at > 0 ? compose(document, [{ delete: at }]) : document;
  return compose(before, randomOperation(random, tail, { unkind: kind < 0.4, members: 6 }));
}

describe('a text in sections', () => {
  test('I4: after any changes it is byte for byte the whole text, with its exact size, and so are its rows', () => {
    forSeeds(400, (seed) => {
      const random = new Random(seed);
      const limit = random.between(20, 600);
      const store = new Rows();
      let document = someDocument(random);
      // As an older release has stored it: nothing is known of its parts.
      let text: Iterable<Stretch> = [stretchOf(document)];
      for (let version = 1; version <= 8; version++) {
        for (let run = random.between(0, 3); run > 0; run--) {
          const changes: Delta[] = [];
          let after = document;
          for (let i = random.between(1, 3); i > 0; i--) {
            const delta = someChange(random, after);
            after = compose(after, delta);
            changes.push(delta);
          }
          const delta = composeRun(changes);
          document = compose(document, delta);
          text = change(text, delta);
        }
        let packed = [...sections(text, limit)];
        expect(jsonOf(packed)).toBe(JSON.stringify(document));
        const repair = repairOf(packed);
        expect(repair).toEqual(repairSurrogates(document));
        // A repair may be refused.
        if (repair !== null && random.chance(0.7)) {
          document = compose(document, repair);
          packed = [...sections(change(packed, repair), limit)];
        }
        expect(measureAll(packed)).toEqual({ length: documentLength(document), size: measure(document) });
        for (const [i, { size }] of packed.entries()) {
          if (size.runs > 1) expect(size.bytes).toBeLessThanOrEqual(limit);
          const next = packed[i + 1];
          if (next !== undefined) expect(size.bytes + 1 + next.size.bytes).toBeGreaterThan(limit);
        }
        const { notes, rows } = store.store(version, packed, limit + 2);
        expect(rows.join('')).toBe(JSON.stringify(document));
        for (const row of rows) expect(utf8Bytes(row)).toBeLessThanOrEqual(limit + 2);
        text = store.sections(version, notes);
      }
    });
  }, 60_000);

  test('reads the sections that a change touches, and no others', () => {
    const store = new Rows();
    const document: Op[] = Array.from({ length: 1_000 }, (_, i) =>
      i % 2 === 0 ? { insert: 'plain' } : { insert: 'bold\n', attributes: { bold: true } },
    );
    const limit = 1_000;
    const { notes, rows } = store.store(1, [...sections([stretchOf(document)], limit)], limit + 2);
    expect(rows.length).toBeGreaterThan(20);
    const delta: Delta = [{ retain: 2_502 }, { insert: 'x' }];
    const packed = [...sections(change(store.sections(1, notes), delta), limit)];
    expect(store.read.length).toBeLessThanOrEqual(2);
    store.read.length = 0;
    const after = store.store(2, packed, limit + 2);
    expect(store.read).toEqual([]);
    expect(after.rows.join('')).toBe(JSON.stringify(compose(document, delta)));
  });

  test('refuses a change that does not fit', () => {
    const text = (): Stretch[] => [stretchOf([{ insert: 'ab\n' }])];
    expect(() => [...change(text(), [{ retain: 4 }, { insert: 'x' }])]).toThrow('fits the text');
    expect(() => [...change(text(), [{ retain: 2 }, { delete: 1 }])]).toThrow('is a document');
  });
});
