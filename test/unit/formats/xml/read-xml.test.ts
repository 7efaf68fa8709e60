import { describe, expect, test } from 'vitest';
import { UnreadableFile } from '../../../../src/formats/unreadable-file.ts';
import { readXml } from '../../../../src/formats/xml/read-xml.ts';

const NAMESPACES = new Map([
  ['urn:a', 'a'],
  ['urn:strict-a', 'a'],
]);

/** What a handler is told, texts joined, of XML that comes in pieces of `size` bytes. */
function told(source: string | Uint8Array, size = 1_000_000): string[] {
  const bytes = typeof source === 'string' ? Buffer.from(source) : source;
  const events: string[] = [];
  let text = '';
  const flush = (): void => {
    if (text !== '') events.push(JSON.stringify(text));
    text = '';
  };
  const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
    bytes.subarray(at * size, (at + 1) * size),
  );
  readXml(pieces, NAMESPACES, {
    open(name, attributes) {
      flush();
      events.push(`<${[name, ...[...attributes].map(([key, value]) => `${key}=${value}`)].join(' ')}`);
    },
    close(name) {
      flush();
      events.push(`>${name}`);
    },
    text(piece) {
      text += piece;
    },
  });
  return events;
}

const SOURCE = `\ufeff<?xml version="1.0"?><!-- > & < -->
<x:r xmlns:x="urn:a" xmlns="urn:b" b='1 > 0' x:c="a&amp;b&#10;&#x41;"><e/>t&lt;&#128512;\r\n<![CDATA[<&>]]><x:f xmlns:x="urn:strict-a"  />
<x:r  >é</x:r ></x:r>\n`;
const EVENTS = [
  '<a:r b=1 > 0 a:c=a&b\nA',
  '<?:e',
  '>?:e',
  JSON.stringify('t<😀\n<&>'),
  '<a:f',
  '>a:f',
  JSON.stringify('\n'),
  '<a:r',
  '"é"',
  '>a:r',
  '>a:r',
];

describe('XML is read', () => {
  test('the same in pieces of any size, also where they part a character, a tag or a reference', () => {
    for (const size of [1, 2, 3, 5, 7, 64, 1_000]) expect(told(SOURCE, size), `${size}`).toEqual(EVENTS);
  });

  test('in UTF-8 and UTF-16, with and without a byte order mark, and in the encoding that it names', () => {
    const plain = '<?xml version="1.0" encoding="UTF-16"?><e>é</e>';
    const little = Buffer.from(plain, 'utf16le');
    const big = Buffer.from(little).swap16();
    const marked = (bytes: Uint8Array, mark: number[]) => Buffer.concat([Buffer.from(mark), bytes]);
    const latin = Buffer.from('<?xml version="1.0" encoding="iso-8859-1"?><e>é</e>', 'latin1');
    for (const bytes of [little, big, marked(little, [0xff, 0xfe]), marked(big, [0xfe, 0xff]), latin])
      expect(told(bytes, 3)).toEqual(['<e', '"é"', '>e']);
  });
});

describe('XML is refused', () => {
  test.each([
    ['with a document type', '<!DOCTYPE a><a/>'],
    ['with another entity', '<a>&nbsp;</a>'],
    ['with a bare ampersand', '<a>a & b</a>'],
    ['with a character that there is not', '<a>&#xD800;</a>'],
    ['whose elements cross', '<a><b></a></b>'],
    ['that ends too early', '<a><b></b>'],
    ['that ends within a tag', '<a'],
    ['with two roots', '<a/><b/>'],
    ['with text outside its root', '<a/>text'],
    ['without a root', ''],
    ['with an attribute twice', '<a b="1" b="2"/>'],
    ['with an attribute without quotes', '<a b=1/>'],
    ['with an unknown prefix', '<q:a/>'],
    ['that nests too deeply', '<a>'.repeat(257)],
    ['that is no text', Buffer.from([0x3c, 0x61, 0x3e, 0xff, 0xff])],
    ['in an unknown encoding', '<?xml version="1.0" encoding="none-such"?><a/>'],
  ])('%s', (_, source) => {
    expect(() => told(source)).toThrow(UnreadableFile);
    expect(() => told(source, 2)).toThrow(UnreadableFile);
  });

  test('in a time that grows with its length alone', () => {
    const long = 200_000;
    const hostile = [
      `<a b="${'>'.repeat(long)}"/>`,
      `<a ${' '.repeat(long)}`,
      `<a>${'&'.repeat(long)}`,
      `<a>${'&a'.repeat(long)}</a>`,
      `<!--${'-'.repeat(long)}`,
      `<a>${'<b/>'.repeat(long)}</a>`,
      `<a ${Array.from({ length: 20_000 }, (_, at) => `b${at}="1"`).join(' ')}/>`,
    ];
    for (const source of hostile) {
      const begun = performance.now();
      try {
        told(source, 8_192);
      } catch (error) {
        expect(error).toBeInstanceOf(UnreadableFile);
      }
      expect(performance.now() - begun, source.slice(0, 20)).toBeLessThan(3_000);
    }
  });
});
