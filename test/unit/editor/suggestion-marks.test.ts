import { describe, expect, test } from 'vitest';
import { compose } from '../../../src/ot/compose.ts';
import type { Delta } from '../../../src/ot/op.ts';
import { transformRange } from '../../../src/ot/position.ts';
import { overlay } from '../../../src/ot/suggestions/overlay.ts';
import { Places } from '../../../web/collab/layers/places.ts';
import { without } from '../../../web/collab/layers/plan-edit.ts';
import { shownHunks } from '../../../web/collab/layers/shown-hunks.ts';
import { textClip } from '../../../web/editor/clipboard/text-clip.ts';
import { joinMarks, splitMarks } from '../../../web/editor/marks/line-marks.ts';
import { Random } from '../../support/random.ts';
import { forSeeds } from '../../support/seeds.ts';

const TEXT: Delta = [{ insert: 'one\ntwo\nthree\n' }];

describe('marks in the form that Quill holds', () => {
  test('a mark of a newline is one of its line', () => {
    const change: Delta = [
      { insert: 'a\n\nb', attributes: { 'suggest-insert': 's', bold: true } },
      { retain: 2 },
      { retain: 6, attributes: { 'suggest-delete': 't' } },
      { delete: 1 },
    ];
    const split: Delta = [
      { insert: 'a', attributes: { 'suggest-insert': 's', bold: true } },
      { insert: '\n\n', attributes: { 'suggest-insert-line': 's', bold: true } },
      { insert: 'b', attributes: { 'suggest-insert': 's', bold: true } },
      { retain: 2 },
      { retain: 1, attributes: { 'suggest-delete': 't' } },
      { retain: 1, attributes: { 'suggest-delete-line': 't' } },
      { retain: 3, attributes: { 'suggest-delete': 't' } },
      { retain: 1, attributes: { 'suggest-delete-line': 't' } },
      { delete: 1 },
    ];
    expect(splitMarks(change, TEXT)).toEqual(split);
    expect(joinMarks(split)).toEqual(change);
  });

  test('what has no marks stays as it is', () => {
    const plain: Delta = [{ retain: 3, attributes: { header: 1 } }, { insert: 'x\n' }];
    expect(splitMarks(plain, TEXT)).toBe(plain);
    expect(joinMarks(plain)).toBe(plain);
  });

  test('embeds are letters, not lines', () => {
    const text: Delta = [{ insert: { image: 'x' } }, { insert: '\n' }];
    expect(splitMarks([{ retain: 2, attributes: { 'suggest-delete': 's' } }], text)).toEqual([
      { retain: 1, attributes: { 'suggest-delete': 's' } },
      { retain: 1, attributes: { 'suggest-delete-line': 's' } },
    ]);
  });
});

describe('the hunks of a suggestion in the view', () => {
  const first: Delta = [{ retain: 1 }, { insert: 'X' }, { delete: 1 }, { retain: 3 }, { insert: 'Y' }];
  const second: Delta = [
    { retain: 1 },
    { insert: 'zz' },
    { retain: 4 },
    { retain: 2, attributes: { bold: true } },
  ];
  const layers = [
    { id: 'first', delta: first },
    { id: 'second', delta: second },
  ];
  const over = overlay(layers);
  const view = compose(TEXT, over);
  const hunks = shownHunks(layers, over, view);

  test('are where they are seen, and say what they do', () => {
    expect(hunks.get('first')).toEqual([
      { number: 0, range: { index: 1, length: 4 }, deleted: 'n', inserted: 'X', formats: null },
      { number: 1, range: { index: 8, length: 1 }, deleted: '', inserted: 'Y', formats: null },
    ]);
    expect(hunks.get('second')).toEqual([
      { number: 0, range: { index: 2, length: 2 }, deleted: '', inserted: 'zz', formats: null },
      { number: 1, range: { index: 9, length: 2 }, deleted: '', inserted: '', formats: { bold: true } },
    ]);
  });
});

describe('what is copied from a view', () => {
  const view: Delta = [
    { insert: 'one ' },
    { insert: 'two\n', attributes: { 'suggest-insert': 's' } },
    { insert: 'three', attributes: { 'suggest-delete': 's', bold: true } },
    { insert: '\n' },
  ];
  const shown = splitMarks(view, []);

  test('is the text, without what is only suggested', () => {
    expect(textClip(shown, { index: 0, length: 13 }).ops).toEqual([
      { insert: 'one ' },
      { insert: 'three', attributes: { bold: true } },
    ]);
    expect(textClip(shown, { index: 2, length: 4 }).ops).toEqual([{ insert: 'e ' }]);
  });

  test('is the suggested letters where nothing else is selected', () => {
    expect(textClip(shown, { index: 4, length: 3 }).ops).toEqual([{ insert: 'two' }]);
  });
});

describe('places of the text and of the view', () => {
  test('are what transforming them over the layers gives, from any text', () => {
    forSeeds(200, (seed) => {
      const random = new Random(seed);
      const over: Delta = Array.from({ length: 1 + random.int(6) }, () =>
        random.chance(0.5) ? { insert: 'x'.repeat(1 + random.int(3)) } : { retain: 1 + random.int(4) },
      );
      const places = new Places(over);
      for (let index = 0; index < 20; index++) {
        const range = { index, length: random.int(5) };
        expect(places.up(range), `up of ${index}`).toEqual(transformRange(range, over));
        expect(places.down(range), `down of ${index}`).toEqual(transformRange(range, without(over)));
      }
    });
  });
});
