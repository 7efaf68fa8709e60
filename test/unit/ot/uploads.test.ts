import { expect, test } from 'vitest';
import { uploadAddress, uploadAt, uploadOf } from '../../../src/ot/addresses.ts';
import type { Delta } from '../../../src/ot/op.ts';
import { readdress, uploadsIn, uploadsNamedIn } from '../../../src/ot/uploads.ts';

const [A, B] = ['a'.repeat(64), 'b'.repeat(64)];
const at = (docId: string, hash: string) => uploadAddress({ docId, hash });

const TEXT: Delta = [
  { insert: 'words ' },
  { insert: { image: at('one', A) }, attributes: { alt: 'A', width: '30' } },
  { insert: { image: at('two', B) } },
  { insert: { image: 'https://a.example/i.png' } },
  { retain: 3, attributes: { link: `https://a.example${at('one', B)}` } },
  { delete: 2 },
  { insert: { mention: at('one', B) } },
];

test('the uploads of a document are those that its images name', () => {
  expect(uploadsIn(TEXT, 'one')).toEqual(new Set([A]));
  expect(uploadsIn(TEXT, 'two')).toEqual(new Set([B]));
  expect(uploadsIn(TEXT, 'three')).toEqual(new Set());
  expect(uploadsNamedIn(JSON.stringify(TEXT), 'two')).toEqual(new Set([B]));
  expect(uploadsNamedIn(`${at('one', A)}0 ${at('one', A).slice(0, -1)}`, 'one')).toEqual(new Set([A]));
});

test('a text goes to another document and back with the same bytes, and nothing else of it changes', () => {
  const moved = readdress(TEXT, 'one', 'three');
  expect(moved[1]).toEqual({ insert: { image: at('three', A) }, attributes: { alt: 'A', width: '30' } });
  expect([moved[0], ...moved.slice(2)]).toEqual([TEXT[0], ...TEXT.slice(2)]);
  expect(readdress(moved, 'three', 'one')).toEqual(TEXT);
});

test('an address says its document and its hash, or nothing', () => {
  expect(uploadAt(at('one', A))).toEqual({ docId: 'one', hash: A });
  expect(uploadOf(at('one', A))).toBe('one');
  for (const other of [
    '',
    'https://a.example',
    `${at('one', A)}/`,
    at('one', 'A'.repeat(64)),
    at('one', 'x'),
  ])
    expect(uploadAt(other)).toBe(null);
});
