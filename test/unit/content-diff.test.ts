import { describe, expect, test } from 'vitest';
import { diffContent, diffText, textDocument } from '../../src/content/content-diff.ts';
import { editScript } from '../../src/content/edit-script.ts';
import { normalise } from '../../src/ot/canonical.ts';
import { compose } from '../../src/ot/compose.ts';
import { keepsLastNewline } from '../../src/ot/last-newline.ts';
import { documentLength } from '../../src/ot/lengths.ts';
import type { Delta, Op } from '../../src/ot/op.ts';
import { plainText } from '../../src/ot/plain-text.ts';

// mulberry32: a run is repeated by its seed.
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const PIECES = [
  'alpha',
  'beta ',
  ' ',
  '\n',
  '🎆',
  '🎇',
  '👩‍👩‍👧',
  'é',
  'x',
  '\n\n',
  '\ufffc',
  'gamma delta ',
];

function randomDocument(next: () => number): Delta {
  const ops: Op[] = [];
  for (let i = Math.floor(next() * 12); i > 0; i--) {
    const attributes =
      next() < 0.3 ? { bold: true } : next() < 0.3 ? { color: '#123456', italic: true } : undefined;
    const insert =
      next() < 0.15
        ? { image: next() < 0.5 ? 'https://a.example/1.png' : 'https://a.example/2.png' }
        : (PIECES[Math.floor(next() * PIECES.length)] as string);
    ops.push({ insert, ...(attributes && { attributes }) });
  }
  ops.push({ insert: '\n', ...(next() < 0.3 && { attributes: { header: 1 } }) });
  return normalise(ops);
}

function splitsNoPair(base: Delta, delta: Delta): boolean {
  const text = plainText(base);
  let at = 0;
  for (const op of delta) {
    if ('insert' in op) {
      if (typeof op.insert === 'string' && !op.insert.isWellFormed()) return false;
      continue;
    }
    at += 'retain' in op ? op.retain : op.delete;
    if (!text.slice(0, at).isWellFormed()) return false;
  }
  return true;
}

describe('diffContent', () => {
  test('seeds 1 to 2000: applied to the base it gives the target, keeps the last newline, splits no pair', () => {
    for (let seed = 1; seed <= 2000; seed++) {
      const next = random(seed);
      const base = randomDocument(next);
      const target = next() < 0.5 ? randomDocument(next) : mutate(base, next);
      const delta = diffContent(base, target);
      expect(normalise(compose(base, delta)), `seed ${seed}`).toEqual(target);
      expect(keepsLastNewline(delta, documentLength(base)), `seed ${seed}`).toBe(true);
      expect(splitsNoPair(base, delta), `seed ${seed}`).toBe(true);
    }
  });

  test('an unchanged document gives an empty operation', () => {
    const document = [{ insert: 'a' }, { insert: { divider: true as const } }, { insert: '\n' }];
    expect(diffContent(document, document)).toEqual([]);
  });

  test('a changed word is a change of that word', () => {
    const delta = diffContent([{ insert: 'one two three\n' }], [{ insert: 'one TWO three\n' }]);
    expect(delta).toEqual([{ retain: 4 }, { insert: 'TWO' }, { delete: 3 }]);
  });

  test('emoji that share a surrogate are replaced whole', () => {
    expect(diffContent([{ insert: '🎆\n' }], [{ insert: '🎇\n' }])).toEqual([
      { insert: '🎇' },
      { delete: 2 },
    ]);
  });

  test('two documents of 1 MB with nothing in common are replaced as a whole, not compared word by word', () => {
    const next = random(7);
    const words = () =>
      Array.from({ length: 180_000 }, () => Math.floor(next() * 1e6).toString(36)).join(' ');
    const [before, after] = [words(), words()];
    const delta = diffContent([{ insert: `${before}\n` }], [{ insert: `${after}\n` }]);
    expect(delta).toEqual([{ insert: after }, { delete: before.length }]);
  });
});

describe('diffText', () => {
  test('unchanged text keeps its formats, embeds stay at their character', () => {
    const base: Delta = [
      { insert: 'Title', attributes: { bold: true } },
      { insert: '\n', attributes: { header: 1 } },
      { insert: { image: 'https://a.example/1.png' } },
      { insert: ' end\n' },
    ];
    const delta = diffText(base, 'New Title\n\ufffc the end\n');
    expect(compose(base, delta)).toEqual([
      { insert: 'New ' },
      { insert: 'Title', attributes: { bold: true } },
      { insert: '\n', attributes: { header: 1 } },
      { insert: { image: 'https://a.example/1.png' } },
      { insert: ' the end\n' },
    ]);
  });

  test('line ends are newlines, and the last line is ended', () => {
    expect(textDocument('a\r\nb\rc')).toEqual([{ insert: 'a\nb\nc\n' }]);
    expect(textDocument('')).toEqual([{ insert: '\n' }]);
  });
});

test('editScript finds lines that moved apart', () => {
  const a = Array.from({ length: 3000 }, (_, i) => `line ${i}\n`);
  const b = a.toSpliced(100, 1, 'new\n').toSpliced(2500, 0, 'added\n');
  const changed = editScript(a.join(''), b.join('')).filter((edit) => edit.kind !== 'retain');
  expect(changed.reduce((sum, edit) => sum + edit.length, 0)).toBeLessThan(30);
});

function mutate(document: Delta, next: () => number): Delta {
  const ops = document.slice(0, -1).filter(() => next() > 0.2);
  if (next() < 0.5) ops.splice(Math.floor(next() * (ops.length + 1)), 0, { insert: '🎆new ' });
  return normalise([...ops, { insert: '\n' }]);
}
