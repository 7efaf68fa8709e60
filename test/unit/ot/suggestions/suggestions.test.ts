import { describe, expect, test } from 'vitest';
import { canonicalJson, sameDelta } from '../../../../src/ot/canonical.ts';
import { compose } from '../../../../src/ot/compose.ts';
import { cutDown } from '../../../../src/ot/cut-down.ts';
import { stripMarks } from '../../../../src/ot/marks.ts';
import type { Delta } from '../../../../src/ot/op.ts';
import { parseDelta } from '../../../../src/ot/parse-delta.ts';
import { hunkDeltas, hunksOf } from '../../../../src/ot/suggestions/hunks.ts';
import { marked } from '../../../../src/ot/suggestions/marked.ts';
import { overlay } from '../../../../src/ot/suggestions/overlay.ts';
import { rebaseSuggestion } from '../../../../src/ot/suggestions/rebase.ts';
import { splitSuggestion } from '../../../../src/ot/suggestions/split.ts';
import { transformAfter } from '../../../../src/ot/transform.ts';
import { viewOf } from '../../../simulation/review/view-of.ts';
import { Random } from '../../../support/random.ts';
import { documentText, randomDocument, randomOperation } from '../../../support/rich-text.ts';
import { forSeeds } from '../../../support/seeds.ts';

const RULES = { maxBytes: 1e6, maxMembers: 10_000, form: 'canonical', docId: null } as const;

describe('rebasing', () => {
  test('a suggestion is a late operation: what the frame inserts at its place stays to the left', () => {
    expect(rebaseSuggestion([{ retain: 1 }, { insert: 'S' }], [[[{ retain: 1 }, { insert: 'O' }]]])).toEqual([
      { retain: 2 },
      { insert: 'S' },
    ]);
  });

  test('a frame is one unit, in whichever entries it came', () => {
    const frame: Delta[] = [[{ retain: 1 }, { insert: 'X' }], [{ delete: 1 }]];
    const rebased = rebaseSuggestion([{ insert: 's' }], [frame]);
    expect(rebased).toEqual(transformAfter([{ insert: 's' }], compose(frame[0] as Delta, frame[1] as Delta)));
    expect(rebased).not.toEqual(
      rebaseSuggestion(
        [{ insert: 's' }],
        frame.map((entry) => [entry]),
      ),
    );
  });

  test('it is obsolete once nothing is left, and stays so', () => {
    const gone = [[{ delete: 3 }]] as Delta[];
    expect(rebaseSuggestion([{ retain: 1 }, { delete: 1 }], [gone])).toBeNull();
    expect(rebaseSuggestion([{ retain: 1, attributes: { bold: true } }], [gone, []])).toBeNull();
    expect(
      rebaseSuggestion(
        [{ retain: 1, attributes: { bold: true } }],
        [[[{ retain: 1, attributes: { bold: null } }]]],
      ),
    ).toBeNull();
  });
});

describe('hunks', () => {
  const TEXT: Delta = [{ insert: 'abc' }, { insert: { divider: true } }, { insert: 'defghi\n' }];

  test('are runs of changes, with what they delete and insert; an embed is U+FFFC', () => {
    const delta: Delta = [
      { retain: 1 },
      { insert: 'X' },
      { insert: { formula: 'e' } },
      { delete: 3 },
      { retain: 1, attributes: { bold: true } },
      { retain: 2 },
      { retain: 1, attributes: { italic: null } },
      { insert: 'Y' },
    ];
    expect(hunksOf(delta, TEXT)).toEqual([
      { index: 1, length: 4, deleted: 'bc\ufffc', inserted: 'X\ufffc' },
      { index: 7, length: 1, deleted: '', inserted: 'Y' },
    ]);
    expect(hunkDeltas(delta)[1]).toEqual([
      { retain: 7 },
      { retain: 1, attributes: { italic: null } },
      { insert: 'Y' },
    ]);
    expect(hunksOf([], TEXT)).toEqual([]);
  });

  test('decided and rest together do what the suggestion does, whichever are chosen', () => {
    forSeeds(3_000, (seed) => {
      const random = new Random(seed);
      const document = randomDocument(random, 12);
      const delta = randomOperation(random, document, { members: 6 });
      const hunks = hunkDeltas(delta);
      const chosen = new Set([...hunks.keys()].filter(() => random.chance(0.5)));
      const { decided, rest } = splitSuggestion(delta, chosen);
      expect(sameDelta(compose(compose(document, decided), rest), compose(document, delta))).toBe(true);
      expect(hunkDeltas(decided)).toHaveLength(chosen.size);
      expect(hunkDeltas(rest)).toHaveLength(hunks.length - chosen.size);
    });
  });

  test('what is left keeps its side of what was accepted, when the text between them is gone', () => {
    const delta: Delta = [{ insert: 'L' }, { retain: 1 }, { insert: 'A' }, { retain: 1 }, { insert: 'R' }];
    const gone = [[{ delete: 2 }]] as Delta[];
    const { decided, rest } = splitSuggestion(delta, new Set([1]), [gone]);
    expect(decided).toEqual([{ insert: 'A' }]);
    expect(rest).toEqual([{ insert: 'L' }, { retain: 1 }, { insert: 'R' }]);
  });

  test('each second one of 5,000 hunks is decided at the cost of a rebase', () => {
    const hunks = 5_000;
    const delta = Array.from({ length: hunks }, (): Delta => [{ retain: 1 }, { insert: 'x' }]).flat();
    const chosen = new Set(Array.from({ length: hunks / 2 }, (_, i) => 2 * i));
    const { decided, rest } = splitSuggestion(delta, chosen, [[[{ insert: 'O' }]]]);
    expect(hunkDeltas(decided)).toHaveLength(hunks / 2);
    expect(rest.slice(0, 4)).toEqual([{ retain: 4 }, { insert: 'x' }, { retain: 3 }, { insert: 'x' }]);
    expect(hunkDeltas(rest)).toHaveLength(hunks / 2);
  });

  test('in any frames, accepting all of it hunk by hunk keeps their order', () => {
    forSeeds(2_000, (seed) => {
      const random = new Random(seed);
      const document = randomDocument(random, 12);
      const delta = randomOperation(random, document, { members: 6 });
      const frame = randomOperation(random, document, { members: 4 });
      const after = compose(document, frame);
      const all = new Set(hunkDeltas(delta).keys());
      const chosen = new Set([...all].filter(() => random.chance(0.5)));
      const whole = splitSuggestion(delta, all, [[frame]]);
      const { decided, rest } = splitSuggestion(delta, chosen, [[frame]]);
      expect(whole.rest).toEqual([]);
      expect(documentText(compose(compose(after, decided), rest))).toBe(
        documentText(compose(after, whole.decided)),
      );
    });
  });
});

describe('marks', () => {
  test('D(G) inserts, and marks what it deletes and formats', () => {
    const delta: Delta = [
      { insert: 'X', attributes: { bold: true } },
      { delete: 1 },
      { retain: 1 },
      { retain: 1, attributes: { bold: null } },
    ];
    expect(marked(delta, 's1')).toEqual([
      { insert: 'X', attributes: { bold: true, 'suggest-insert': 's1' } },
      { retain: 1, attributes: { 'suggest-delete': 's1' } },
      { retain: 1 },
      { retain: 1, attributes: { 'suggest-format': 's1' } },
    ]);
  });

  test('layers lie in their order, and marks hold all ids', () => {
    const first: Delta = [{ retain: 1 }, { insert: 'A' }, { delete: 2 }];
    const later: Delta = [{ retain: 1 }, { insert: 'B' }, { retain: 1 }, { delete: 2 }];
    expect(
      overlay([
        { id: 'a', delta: first },
        { id: 'b', delta: later },
      ]),
    ).toEqual([
      { retain: 1 },
      { insert: 'A', attributes: { 'suggest-insert': 'a' } },
      { insert: 'B', attributes: { 'suggest-insert': 'b' } },
      { retain: 1, attributes: { 'suggest-delete': 'a' } },
      { retain: 1, attributes: { 'suggest-delete': 'a b' } },
      { retain: 1, attributes: { 'suggest-delete': 'b' } },
    ]);
  });

  test('the overlay is each layer in turn, transformed over those before it', () => {
    forSeeds(2_000, (seed) => {
      const random = new Random(seed);
      const document = randomDocument(random, 10);
      const layers = Array.from({ length: random.pick([0, 1, 2, 3, 5, 20]) }, (_, i) => ({
        id: `s${i}`,
        delta: randomOperation(random, document, { members: 4 }),
      }));
      let view: Delta = document;
      let all: Delta = [];
      for (const { id, delta } of layers) {
        const next = transformAfter(marked(delta, id), all);
        view = compose(view, next);
        all = compose(all, next);
      }
      const whole = compose(document, overlay(layers));
      expect(documentText(whole)).toBe(documentText(view));
      expect(canonicalJson(stripMarks(whole))).toBe(canonicalJson(stripMarks(view)));
      // With all marks, whose ids lie in the order of the layers.
      expect(canonicalJson(whole)).toBe(canonicalJson(viewOf(document, layers)));
    });
  });

  test('are refused in every operation, as a value and as null, and other names are treated as before', () => {
    for (const name of ['suggest-insert', 'suggest-delete', 'suggest-format', 'suggest-x']) {
      for (const value of ['s1', true, null]) {
        const parsed = parseDelta([{ retain: 1, attributes: { [name]: value } }], RULES);
        expect(parsed).toMatchObject({
          ok: false,
          error: { message: expect.stringContaining('is not a known format') },
        });
      }
      expect(parseDelta([{ insert: 'x', attributes: { [name]: 's1' } }], RULES).ok).toBe(false);
      expect(cutDown([{ retain: 1, attributes: { [name]: null, old: null } }], null).ops).toEqual([
        { retain: 1, attributes: { old: null } },
      ]);
    }
    expect(parseDelta([{ retain: 1, attributes: { suggested: null } }], RULES).ok).toBe(true);
    expect(parseDelta([{ retain: 1, attributes: { suggested: true } }], RULES).ok).toBe(false);
  });

  test('are stripped without touching anything else', () => {
    const delta: Delta = [
      { insert: 'x', attributes: { bold: true, 'suggest-insert': 'a' } },
      { retain: 1, attributes: { 'suggest-delete': null } },
    ];
    expect(stripMarks(delta)).toEqual([{ insert: 'x', attributes: { bold: true } }, { retain: 1 }]);
    const plain: Delta = [{ insert: 'x', attributes: { bold: true } }];
    expect(stripMarks(plain)).toBe(plain);
  });
});
