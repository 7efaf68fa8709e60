import { deflateSync } from 'node:zlib';
import { crc32 } from '../../src/formats/zip/crc32.ts';
import type { Attributes, Delta, Embed, Op } from '../../src/ot/op.ts';

/** The address of the image of `SHOWCASE`. */
const ADDRESS = `/v1/docs/docdocdocdocdocd/uploads/${'a'.repeat(64)}`;

/** A document with everything that programs for Word files have in common with ours. */
export const SHOWCASE: Delta = [
  ...line('A title of the text', { header: 1 }),
  { insert: 'Plain text with ' },
  ...mark('bold', { bold: true }),
  ...mark('italic', { italic: true }),
  ...mark('underlined', { underline: true }),
  ...mark('struck', { strike: true }),
  ...mark('code', { code: true }),
  ...mark('sub', { script: 'sub' }),
  ...mark('super', { script: 'super' }),
  ...mark('red', { color: '#b42318' }),
  ...mark('marked', { background: '#ffe08a' }),
  ...mark('link', { link: 'https://example.com/a?b=1&c=2' }),
  { insert: { footnote: 'A note\nof two lines' } },
  { insert: '\n' },
  ...[2, 3, 4, 5, 6].flatMap((header) => line(`Level ${header}`, { header })),
  ...line('bullet', { list: 'bullet' }),
  ...line('deeper', { list: 'bullet', indent: 1 }),
  ...line('first', { list: 'ordered' }),
  ...line('inner', { list: 'ordered', indent: 1 }),
  ...line('second', { list: 'ordered' }),
  ...line('Between.'),
  ...line('one again', { list: 'ordered' }),
  ...line('done', { list: 'checked' }),
  ...line('not done', { list: 'unchecked', indent: 1 }),
  ...line('A quote.', { blockquote: true }),
  ...line('function f() {', { 'code-block': 'ts' }),
  ...line('\treturn 1;', { 'code-block': 'ts' }),
  ...line('plain code', { 'code-block': true }),
  ...line('A note.', { callout: 'note' }),
  ...line({ divider: true }),
  ...line('Centred', { align: 'center' }),
  ...line('Right', { align: 'right' }),
  ...line('Justified', { align: 'justify' }),
  ...line('שלום עולם', { direction: 'rtl' }),
  ...line('Indented', { indent: 2 }),
  { insert: 'one' },
  { insert: { 'line-break': true } },
  { insert: 'two\n' },
  { insert: { image: ADDRESS }, attributes: { alt: 'A gradient', width: '200' } },
  { insert: '\n' },
  ...line('Name', { cell: 't.r1.c1', 'cell-head': true }),
  ...line('Value', { cell: 't.r1.c2', 'cell-head': true }),
  ...line('alpha', { cell: 't.r2.c1' }),
  ...line('1', { cell: 't.r2.c2', align: 'right' }),
  ...line('beta', { cell: 't.r3.c1' }),
  ...line('item', { cell: 't.r3.c1', list: 'bullet' }),
  ...line('', { cell: 't.r3.c2' }),
  { insert: { 'page-break': true } },
  { insert: '\n' },
  ...line('The end.'),
];

/** The bytes of its image. */
export const SHOWCASE_IMAGES: ReadonlyMap<string, Uint8Array> = new Map([[ADDRESS, gradient(40, 20)]]);

/** A short document with comments and tracked changes. */
export const REVIEW = {
  document: [...line('One two three four.'), ...line('Second paragraph.'), ...line('Third.')] as Delta,
  threads: [
    {
      index: 4,
      length: 3,
      isResolved: false,
      comments: [
        { author: 'Ada', date: '2026-01-02T03:04:05Z', body: 'Why two?' },
        { author: 'Grace', date: '2026-01-03T03:04:05Z', body: 'Because.' },
      ],
    },
  ],
  suggestions: [
    {
      author: 'Grace',
      date: '2026-01-02T03:04:05Z',
      delta: [
        { retain: 4 },
        { insert: '2' },
        { delete: 3 },
        { retain: 13 },
        { retain: 6, attributes: { bold: true } },
      ] as Delta,
    },
    { author: 'Alan', date: '2026-01-04T03:04:05Z', delta: [{ retain: 38 }, { insert: 'Not ' }] as Delta },
  ],
};

function line(content: string | Embed, attributes?: Attributes): Op[] {
  const end: Op = attributes === undefined ? { insert: '\n' } : { insert: '\n', attributes };
  return content === '' ? [end] : [{ insert: content }, end];
}

function mark(text: string, attributes: Attributes): Op[] {
  return [{ insert: text, attributes }, { insert: ', ' }];
}

/** A PNG whose pixels programs can read. */
function gradient(width: number, height: number): Uint8Array {
  const chunk = (type: string, data: Uint8Array): Uint8Array => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const ends = Buffer.alloc(8);
    ends.writeUInt32BE(data.length, 0);
    ends.writeUInt32BE(crc32(body), 4);
    return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
  };
  const header = Buffer.from([0, 0, 0, width, 0, 0, 0, height, 8, 2, 0, 0, 0]);
  const pixels = Buffer.alloc(height * (1 + width * 3));
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      pixels.set([(x * 255) / width, (y * 255) / height, 128], y * (1 + width * 3) + 1 + x * 3);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const parts = [chunk('IHDR', header), chunk('IDAT', deflateSync(pixels)), chunk('IEND', Buffer.alloc(0))];
  return new Uint8Array(Buffer.concat([signature, ...parts]));
}
