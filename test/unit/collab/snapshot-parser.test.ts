import { expect, test } from 'vitest';
import type { Delta } from '../../../src/ot/op.ts';
import { type Snapshot, SnapshotParser } from '../../../web/collab/snapshot-parser.ts';
import { Random } from '../../support/random.ts';
import { randomDocument } from '../../support/rich-text.ts';
import { forSeeds } from '../../support/seeds.ts';

// Longer than one parse step, so that boundaries matter.
const LONG = 60_000;
const BETWEEN = '},{"insert":';

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** The result for `bytes` in pieces of at most `longest`, and the number of operations before the end. */
function parse(bytes: Uint8Array, longest: number, random = new Random(1)): Snapshot {
  const parser = new SnapshotParser();
  for (let at = 0; at < bytes.length; ) {
    const next = at + random.between(0, longest);
    parser.take(bytes.slice(at, next));
    at = Math.max(at, next);
  }
  return parser.finish();
}

function long(ops: Delta): Delta {
  const times = Math.ceil(LONG / JSON.stringify(ops).length);
  return Array.from({ length: times }, () => ops).flat();
}

test('a document is what parsing it at once gives, wherever it is cut', () => {
  forSeeds(40, (seed) => {
    const random = new Random(seed);
    const tricky: Delta = [
      { insert: `"${BETWEEN}"x\\` },
      { insert: { mention: `${BETWEEN}"]}` }, attributes: { link: `https://x/${BETWEEN}` } },
    ];
    const snapshot = { version: random.int(1e9), ops: long([...randomDocument(random, 200), ...tricky]) };
    const longest = random.pick([7, 1_000, 20_000, 200_000]);
    expect(parse(bytesOf(JSON.stringify(snapshot)), longest, random)).toEqual(snapshot);
  });
});

test('JSON of another form than the one that is expected is parsed as well', () => {
  const nested = { video: [{ insert: 1 }, { insert: 2 }, { insert: 'x'.repeat(LONG) }, { insert: 3 }] };
  const ops = long([{ insert: 'a' }, { insert: nested as never }, { insert: 'b' }]);
  const forms = [
    { text: JSON.stringify({ version: 3, ops: [] }), ops: [] },
    { text: JSON.stringify({ version: 3, ops: [{ insert: '\n' }] }), ops: [{ insert: '\n' }] },
    { text: JSON.stringify({ version: 3, ops }), ops },
    { text: JSON.stringify({ version: 3, ops }, null, 2), ops },
    { text: JSON.stringify({ ops, version: 3 }), ops },
    { text: `${JSON.stringify({ version: 3, ops })}\n`, ops },
  ];
  for (const form of forms)
    for (const longest of [1_000, 30_000, 1_000_000])
      expect(parse(bytesOf(form.text), longest)).toEqual({ version: 3, ops: form.ops });
});

test('what does not arrive whole is refused, wherever it breaks off', () => {
  const json = JSON.stringify({ version: 3, ops: long([{ insert: 'a]}' }, { insert: { divider: true } }]) });
  const bytes = bytesOf(json);
  const random = new Random(2);
  const ends = [
    0,
    1,
    20,
    bytes.length - 1,
    bytes.length - 2,
    ...Array.from({ length: 60 }, () => random.int(bytes.length)),
  ];
  for (const end of ends) expect(() => parse(bytes.subarray(0, end), 30_000)).toThrow(SyntaxError);
  for (const other of ['null', '{}', '[]', '{"version":1,"ops":{}}', '{"type":"problem"}'])
    expect(() => parse(bytesOf(other), 30_000)).toThrow(SyntaxError);
});

test('most of a long document has been parsed before its end is there', () => {
  const parts: number[] = [];
  const parser = new SnapshotParser();
  const { parse: whole } = JSON;
  JSON.parse = ((text: string) => {
    parts.push(text.length);
    return whole(text);
  }) as typeof JSON.parse;
  try {
    const bytes = bytesOf(
      JSON.stringify({ version: 3, ops: long([{ insert: 'a' }, { insert: { divider: true } }]) }),
    );
    for (let at = 0; at < bytes.length; at += 20_000) parser.take(bytes.subarray(at, at + 20_000));
    parts.length = 0;
    parser.finish();
  } finally {
    JSON.parse = whole;
  }
  expect(Math.max(...parts)).toBeLessThan(20_000);
});
