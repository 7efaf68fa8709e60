import { expect, test } from 'vitest';
import type { Delta } from '../../../src/ot/op.ts';
import { OpsParser } from '../../../web/collab/ops-parser.ts';
import { Random } from '../../support/random.ts';
import { randomDocument } from '../../support/rich-text.ts';
import { forSeeds } from '../../support/seeds.ts';

const TRICKY: Delta = [
  { insert: '"' },
  { insert: '\\' },
  { insert: '\\"' },
  { insert: 'a\\\\"},{"insert":"b\n' },
  { insert: 'plain', attributes: { link: 'https://x/}?q="\\' } },
  { insert: 'plain', attributes: { bold: true, color: '#a00' } },
  { insert: 'after an escape in attributes', attributes: { alt: '"' } },
  { insert: { image: 'https://x/"}' }, attributes: { alt: 'ü 🙂' } },
  { insert: '🙂 \u2028' },
  { insert: 'plain', attributes: {} },
];

function inside(ops: Delta): string {
  return JSON.stringify(ops).slice(1, -1);
}

/** The result, or the kind of error. */
function outcome(parse: () => unknown): unknown {
  try {
    return parse();
  } catch (error) {
    return (error as Error).name;
  }
}

test('operations are what JSON.parse makes of them', () => {
  forSeeds(200, (seed) => {
    const random = new Random(seed);
    const ops = [...randomDocument(random, 30), ...TRICKY].filter(() => random.int(3) > 0);
    expect(new OpsParser().parse(inside(ops))).toEqual(ops);
  });
});

test('so is whatever a text is cut down to, or one of its characters made into', () => {
  const parser = new OpsParser();
  for (const ops of TRICKY.map((op, i) => [op, TRICKY[(i + 1) % TRICKY.length] as Delta[number]])) {
    const json = inside(ops);
    for (let i = 0; i <= json.length; i++) {
      const others = [json.slice(0, i), json.slice(i)];
      for (const character of '"\\{},: ') others.push(json.slice(0, i) + character + json.slice(i + 1));
      for (const other of others) {
        expect(outcome(() => parser.parse(other))).toEqual(outcome(() => JSON.parse(`[${other}]`)));
      }
    }
  }
});

test('equal attributes are one object', () => {
  const bold = { insert: 'a', attributes: { bold: true } };
  const [first, , second] = new OpsParser().parse(inside([bold, { insert: '"' }, bold]));
  expect(second).toEqual(bold);
  expect((second as typeof bold).attributes).toBe((first as typeof bold).attributes);
});
