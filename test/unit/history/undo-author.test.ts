import { expect, test } from 'vitest';
import { AuthorUndo } from '../../../src/features/history/undo-author.ts';
import { canonicalJson, normalise } from '../../../src/ot/canonical.ts';
import { compose } from '../../../src/ot/compose.ts';
import { isDocument, keepsLastNewline } from '../../../src/ot/last-newline.ts';
import { documentLength } from '../../../src/ot/lengths.ts';
import type { Delta } from '../../../src/ot/op.ts';
import { parseDelta } from '../../../src/ot/parse-delta.ts';
import { transformAfter } from '../../../src/ot/transform.ts';
import { Random } from '../../support/random.ts';
import { documentText, randomDocument, randomOperation } from '../../support/rich-text.ts';
import { forSeeds } from '../../support/seeds.ts';
import { randomLog } from './frames.ts';

/** The text after undoing the operations marked `own`, from operations on `text` in order. */
function undone(text: Delta, operations: readonly { delta: Delta; own: boolean }[]): Delta {
  const undo = new AuthorUndo(text);
  let now = text;
  for (const { delta, own } of operations) {
    undo.apply(delta, own);
    now = compose(now, delta);
  }
  return compose(now, undo.operation);
}

const own = (delta: Delta) => ({ delta, own: true });
const other = (delta: Delta) => ({ delta, own: false });

test("what others wrote inside the author's text stays", () => {
  expect(
    undone([{ insert: 'x\n' }], [own([{ insert: 'hello' }]), other([{ retain: 2 }, { insert: 'THEIRS' }])]),
  ).toEqual([{ insert: 'THEIRSx\n' }]);
});

test("what others deleted of the author's text is not deleted twice, what the author deleted comes back in its formats", () => {
  expect(
    undone(
      [{ insert: 'keep ' }, { insert: 'bold', attributes: { bold: true } }, { insert: '\n' }],
      [
        own([{ retain: 5 }, { delete: 4 }]),
        own([{ insert: 'hello ' }]),
        other([{ retain: 1 }, { delete: 4 }, { retain: 1 }, { insert: '!' }]),
        own([{ insert: 'more ' }]),
      ],
    ),
  ).toEqual([{ insert: '!keep ' }, { insert: 'bold', attributes: { bold: true } }, { insert: '\n' }]);
});

test('where others have formatted what the author had formatted, theirs stands', () => {
  expect(
    undone(
      [{ insert: 'abcd\n' }],
      [
        own([{ retain: 4, attributes: { color: '#f00', bold: true } }]),
        other([{ retain: 2, attributes: { color: '#0f0' } }]),
      ],
    ),
  ).toEqual([{ insert: 'ab', attributes: { color: '#0f0' } }, { insert: 'cd\n' }]);
});

test('formats that the author set twice, or that others set as well, are neither lost nor left behind', () => {
  expect(
    undone(
      [{ insert: 'abcd', attributes: { color: '#00f' } }, { insert: '\n' }],
      [
        own([{ retain: 4, attributes: { color: '#f00', bold: true } }]),
        own([{ retain: 2, attributes: { color: null, bold: null } }]),
        own([{ retain: 1, attributes: { bold: true } }]),
        other([{ retain: 3 }, { retain: 1, attributes: { bold: true } }]),
      ],
    ),
  ).toEqual([
    { insert: 'abc', attributes: { color: '#00f' } },
    { insert: 'd', attributes: { bold: true, color: '#00f' } },
    { insert: '\n' },
  ]);
});

test('half a pair that others have left is put back as one that can be sent', () => {
  const undo = new AuthorUndo([{ insert: '\ud83d\n' }]);
  undo.apply([{ delete: 1 }], true);
  expect(undo.operation).toEqual([{ insert: '\ufffd' }]);
});

test('of a sole author it is the text of then, whenever the versions end', () => {
  forSeeds(300, (seed) => {
    const random = new Random(seed);
    const { frames, texts } = randomLog(random, { frames: random.between(1, 40), authors: ['ada'] });
    const from = random.int(texts.length);
    const deltas = frames.flatMap(({ entries }) => entries.map(({ delta }) => delta)).slice(from);
    expect(canonicalJson(undone(texts[from] as Delta, deltas.map(own)))).toBe(
      canonicalJson(texts[from] as Delta),
    );
  });
});

test('leaves exactly the others’ text when authors write in separate places', () => {
  forSeeds(300, (seed) => {
    const random = new Random(seed);
    // Each author has a part of the text that ends in an untouched line.
    const parts = [0, 1, 2].map(() => [...randomDocument(random, 4), { insert: '\n' }] as Delta);
    const authors = parts.map((part) => ({ part, length: documentLength(part) }));
    const start = join(parts);
    const operations: { delta: Delta; own: boolean }[] = [];
    for (let n = random.between(1, 40); n > 0; n--) {
      const author = random.int(3);
      const { part } = authors[author] as (typeof authors)[number];
      const delta = randomOperation(random, part);
      const before = authors.slice(0, author).reduce((sum, { length }) => sum + length, 0);
      const after = compose(part, delta);
      authors[author] = { part: after, length: documentLength(after) };
      operations.push({
        delta: before > 0 && delta.length > 0 ? shifted(delta, before) : delta,
        own: author === 1,
      });
    }
    const expected = join([authors[0]?.part as Delta, parts[1] as Delta, authors[2]?.part as Delta]);
    expect(canonicalJson(undone(start, operations))).toBe(canonicalJson(expected));
  });
});

test('keeps exactly the others’ remaining text in order, however authors edit each other’s text', () => {
  forSeeds(300, (seed) => {
    const random = new Random(seed);
    let next = 0x4e00;
    const fresh = (count: number) =>
      Array.from({ length: count }, () => String.fromCharCode(next++)).join('');
    let units = [...fresh(20)];
    const start: Delta = [{ insert: `${units.join('')}\n` }];
    const isGone = new Set<string>();
    const mine = new Set<string>();
    const operations: { delta: Delta; own: boolean }[] = [];
    for (let n = random.between(1, 60); n > 0; n--) {
      const own = random.chance(0.5);
      const at = random.int(units.length + 1);
      const retain = at > 0 ? [{ retain: at }] : [];
      const deleted = random.chance(0.4) ? Math.min(random.between(1, 6), units.length - at) : 0;
      const inserted = deleted > 0 ? '' : fresh(random.between(1, 4));
      if (deleted > 0) {
        for (const unit of units.slice(at, at + deleted)) if (!own) isGone.add(unit);
        operations.push({ delta: [...retain, { delete: deleted }], own });
      } else if (inserted !== '') {
        if (own) for (const unit of inserted) mine.add(unit);
        operations.push({ delta: [...retain, { insert: inserted }], own });
      }
      units = [...units.slice(0, at), ...inserted, ...units.slice(at + deleted)];
    }
    const result = documentText(undone(start, operations)).slice(0, -1);
    const all = Array.from({ length: next - 0x4e00 }, (_, i) => String.fromCharCode(0x4e00 + i));
    const expected = all.filter((unit) => !mine.has(unit) && !isGone.has(unit));
    expect([...result].sort().join('')).toBe(expected.join(''));
    // Undeleted text keeps its order.
    const standing = units.filter((unit) => !mine.has(unit)).join('');
    expect([...result].filter((unit) => standing.includes(unit)).join('')).toBe(standing);
  });
});

test('it is always an operation that the Document takes and a document that it leaves', () => {
  forSeeds(500, (seed) => {
    const random = new Random(seed);
    const { frames, texts } = randomLog(random, {
      frames: random.between(1, 50),
      authors: ['ada', 'grace', 'linus'],
    });
    const entries = frames.flatMap((frame) =>
      frame.entries.map(({ delta }, i) => ({ delta, author: frame.authors[i] })),
    );
    const from = random.int(texts.length);
    const to = random.between(from, texts.length - 1);
    const undo = new AuthorUndo(texts[from] as Delta);
    for (const { delta, author } of entries.slice(from, to)) undo.apply(delta, author === 'ada');
    for (const { delta } of entries.slice(to)) undo.apply(delta, false);
    const delta = undo.operation;
    const head = texts[texts.length - 1] as Delta;
    const rules = { docId: null, form: 'any', maxBytes: 1e9, maxMembers: 1e9 } as const;
    expect(parseDelta(delta, rules).ok).toBe(true);
    expect(keepsLastNewline(delta, documentLength(head))).toBe(true);
    expect(isDocument(compose(head, delta))).toBe(true);
    if (!entries.slice(from, to).some(({ author }) => author === 'ada')) expect(delta).toEqual([]);
  });
});

test('it can be carried on over what comes later', () => {
  forSeeds(200, (seed) => {
    const random = new Random(seed);
    const { frames, texts } = randomLog(random, { frames: 20, authors: ['ada', 'grace'] });
    const undo = new AuthorUndo(texts[0] as Delta);
    for (const { entries, authors } of frames) {
      for (const [i, { delta }] of entries.entries()) undo.apply(delta, authors[i] === 'ada');
    }
    const head = texts[texts.length - 1] as Delta;
    const later = randomOperation(random, head);
    const carried = transformAfter(undo.operation, later);
    expect(isDocument(compose(compose(head, later), carried))).toBe(true);
  });
});

function join(parts: readonly Delta[]): Delta {
  return normalise(parts.flat());
}

function shifted(delta: Delta, by: number): Delta {
  const [first, ...rest] = delta;
  return first !== undefined && 'retain' in first && first.attributes === undefined
    ? [{ retain: first.retain + by }, ...rest]
    : [{ retain: by }, ...delta];
}
