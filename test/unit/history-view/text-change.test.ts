import { expect, test } from 'vitest';
import { canonicalJson } from '../../../src/ot/canonical.ts';
import { compose } from '../../../src/ot/compose.ts';
import { keepsLastNewline } from '../../../src/ot/last-newline.ts';
import { documentLength } from '../../../src/ot/lengths.ts';
import type { Delta } from '../../../src/ot/op.ts';
import { textChange } from '../../../web/app/history/text-change.ts';
import { Random } from '../../support/random.ts';
import { randomDocument, randomOperation } from '../../support/rich-text.ts';
import { forSeeds } from '../../support/seeds.ts';

function check(from: Delta, to: Delta): Delta {
  const delta = textChange(from, to);
  expect(canonicalJson(compose(from, delta))).toBe(canonicalJson(to));
  expect(keepsLastNewline(delta, documentLength(from))).toBe(true);
  return delta;
}

test('it leads from any document to any other, and never touches the last newline but to format it', () => {
  forSeeds(300, (seed) => {
    const random = new Random(seed);
    const from = randomDocument(random, 40);
    check(from, randomDocument(random, 40));
    let near: Delta = from;
    for (let i = random.int(6); i > 0; i--) near = compose(near, randomOperation(random, near));
    check(from, near);
    check(near, from);
    expect(textChange(from, from)).toEqual([]);
  });
});

test('lines that both have stay untouched', () => {
  const line = (n: number): string => `line ${n}\n`;
  const lines = [...Array(1_000).keys()].map(line);
  const from = [{ insert: lines.join('') }];
  const edited = [...lines];
  edited.splice(900, 3);
  edited.splice(500, 1, 'another\n');
  edited.splice(10, 0, 'new\n', 'more\n');
  expect(check(from, [{ insert: edited.join('') }])).toEqual([
    { retain: lines.slice(0, 10).join('').length },
    { insert: 'new\nmore\n' },
    { retain: lines.slice(10, 500).join('').length },
    { insert: 'another\n' },
    { delete: line(500).length },
    { retain: lines.slice(501, 900).join('').length },
    { delete: lines.slice(900, 903).join('').length },
  ]);
});

test('texts with little in common are replaced in bounded time', () => {
  const lines = (word: string): Delta => [
    { insert: [...Array(20_000).keys()].map((n) => `${word} ${n}\n`).join('') },
  ];
  const delta = check(lines('a'), lines('b'));
  expect(delta.length).toBeLessThan(4);
});
