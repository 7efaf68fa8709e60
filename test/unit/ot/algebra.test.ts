import QuillDelta from 'quill-delta';
import { describe, expect, test } from 'vitest';
import { canonicalJson, normalise, sameDelta } from '../../../src/ot/canonical.ts';
import { compose, composeFold, composeRun } from '../../../src/ot/compose.ts';
import { cut } from '../../../src/ot/cut.ts';
import { invert } from '../../../src/ot/invert.ts';
import { isDocument, keepsLastNewline } from '../../../src/ot/last-newline.ts';
import { documentLength, lengthChange } from '../../../src/ot/lengths.ts';
import type { Delta, Op } from '../../../src/ot/op.ts';
import { parseDelta } from '../../../src/ot/parse-delta.ts';
import { transformPosition } from '../../../src/ot/position.ts';
import { transformAfter, transformBefore, transformPair } from '../../../src/ot/transform.ts';
import { repairSurrogates } from '../../../src/ot/well-formed.ts';
import { Random } from '../../support/random.ts';
import { documentText, randomDocument, randomOperation } from '../../support/rich-text.ts';
import { forSeeds } from '../../support/seeds.ts';

const quill = (ops: Delta): QuillDelta => new QuillDelta(structuredClone(ops) as Op[]);
const RULES = { maxBytes: 1e6, maxMembers: 10_000, form: 'canonical', docId: null } as const;

function pair(seed: number, unkind = false): { document: Op[]; a: Op[]; b: Op[] } {
  const random = new Random(seed);
  const document = randomDocument(random, 12);
  const options = { unkind, members: 5 };
  return {
    document,
    a: randomOperation(random, document, options),
    b: randomOperation(random, document, options),
  };
}

describe('the algebra against quill-delta, op for op', () => {
  test('compose, on documents and on changes', () => {
    forSeeds(6_000, (seed) => {
      const { document, a } = pair(seed, seed % 3 === 0);
      const after = compose(document, a);
      expect(after).toEqual(quill(document).compose(quill(a)).ops);
      const c = randomOperation(new Random(seed + 1e6), after, { members: 5 });
      expect(compose(a, c)).toEqual(quill(a).compose(quill(c)).ops);
    });
  });

  test('transform, either side first', () => {
    forSeeds(6_000, (seed) => {
      const { a, b } = pair(seed, seed % 3 === 0);
      expect(transformAfter(b, a)).toEqual(quill(a).transform(quill(b), true).ops);
      expect(transformBefore(a, b)).toEqual(quill(b).transform(quill(a), false).ops);
    });
  });

  test('invert and positions', () => {
    forSeeds(4_000, (seed) => {
      const { document, a } = pair(seed, seed % 3 === 0);
      expect(canonicalJson(invert(a, document))).toEqual(
        canonicalJson(quill(a).invert(quill(document)).ops as Op[]),
      );
      for (let i = 0; i <= documentLength(document); i++) {
        expect(transformPosition(i, a, true)).toBe(quill(a).transformPosition(i, true));
        expect(transformPosition(i, a, false)).toBe(quill(a).transformPosition(i, false));
      }
    });
  });

  test('the operands are never changed', () => {
    forSeeds(500, (seed) => {
      const { document, a, b } = pair(seed);
      const before = JSON.stringify([document, a, b]);
      compose(document, a);
      compose(compose(document, a), transformAfter(b, a));
      transformBefore(a, b);
      invert(a, document);
      expect(JSON.stringify([document, a, b])).toBe(before);
    });
  });
});

describe('properties over random rich text', () => {
  test('TP1: both sides of the diamond meet', () => {
    forSeeds(6_000, (seed) => {
      const { document, a, b } = pair(seed, seed % 3 === 0);
      const moved = transformPair(a, b);
      const left = compose(compose(document, a), moved.later);
      const right = compose(compose(document, b), moved.first);
      expect(canonicalJson(left)).toBe(canonicalJson(right));
      expect(isDocument(left)).toBe(true);
    });
  });

  test('the last-newline rule is closed under transformation and composition', () => {
    forSeeds(6_000, (seed) => {
      const { document, a, b } = pair(seed, seed % 3 === 0);
      const length = documentLength(document);
      expect(keepsLastNewline(a, length) && keepsLastNewline(b, length)).toBe(true);
      const later = transformAfter(b, a);
      expect(keepsLastNewline(later, length + lengthChange(a))).toBe(true);
      expect(keepsLastNewline(transformBefore(a, b), length + lengthChange(b))).toBe(true);
      expect(keepsLastNewline(compose(a, later), length)).toBe(true);
    });
  });

  test('a frame transforms an operation alike on both sides, as one composed unit', () => {
    forSeeds(3_000, (seed) => {
      const random = new Random(seed);
      const document = randomDocument(random, 10);
      const mine = randomOperation(random, document);
      let server: Delta = document;
      const members: Delta[] = [];
      for (let i = random.between(1, 4); i > 0; i--) {
        const member = randomOperation(random, server);
        members.push(member);
        server = compose(server, member);
      }
      const frame = composeFold(members);
      const onServer = compose(server, transformAfter(mine, frame));
      const onClient = compose(compose(document, mine), transformBefore(frame, mine));
      expect(canonicalJson(onServer)).toBe(canonicalJson(onClient));
      expect(canonicalJson(compose(document, composeRun(members)))).toBe(canonicalJson(server));
    });
  });

  test('compose with the inverse is the way back', () => {
    forSeeds(4_000, (seed) => {
      const { document, a } = pair(seed, seed % 3 === 0);
      expect(canonicalJson(compose(compose(document, a), invert(a, document)))).toBe(canonicalJson(document));
    });
  });

  test('a cut operation does what the whole one did, in parts within the limits', () => {
    forSeeds(1_000, (seed) => {
      const random = new Random(seed);
      const document = randomDocument(random, 40);
      const whole = randomOperation(random, document, { members: 30 });
      let text: Delta = document;
      let rest: Delta | null = whole;
      for (let i = 0; rest !== null; i++) {
        const { first, rest: left }: { first: Delta; rest: Delta | null } = cut(rest, 4, 1_000);
        expect(first.length).toBeLessThanOrEqual(4);
        expect(parseDelta(first, RULES).ok).toBe(true);
        text = compose(text, first);
        rest = left;
        expect(i).toBeLessThan(60);
      }
      expect(canonicalJson(text)).toBe(canonicalJson(compose(document, whole)));
    });
  });

  test('a long text is cut between characters, not inside a pair', () => {
    const { first, rest } = cut([{ retain: 3 }, { insert: `x${'😀'.repeat(5_000)}` }], 10, 4_000);
    expect(JSON.stringify(first).length).toBeLessThan(4_000);
    expect(parseDelta(first, RULES).ok && parseDelta(rest, RULES).ok).toBe(true);
  });

  test('a parsed delta is canonical, and random operations parse', () => {
    forSeeds(3_000, (seed) => {
      const { a, b } = pair(seed);
      for (const delta of [a, transformAfter(b, a), compose(a, transformAfter(b, a))]) {
        const parsed = parseDelta(delta, RULES);
        if (!parsed.ok) throw new Error(parsed.error.message);
        expect(sameDelta(normalise(delta), delta)).toBe(true);
        expect(normalise(delta)).toEqual(delta);
      }
    });
  });

  test('half a surrogate pair is repaired in its own format', () => {
    const broken: Op[] = [{ insert: 'a\ud83c', attributes: { bold: true } }, { insert: '\udfc6b\n' }];
    const repair = repairSurrogates(broken);
    expect(compose(broken, repair ?? [])).toEqual([
      { insert: 'a\ufffd', attributes: { bold: true } },
      { insert: '\ufffdb\n' },
    ]);
    expect(repairSurrogates([{ insert: '😀\n' }])).toBeNull();
    expect(keepsLastNewline(repair ?? [], documentText(broken).length)).toBe(true);
  });
});
