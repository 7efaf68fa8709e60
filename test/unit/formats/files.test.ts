import { expect, test } from 'vitest';
import { pathsOf } from '../../../src/formats/files/archive-paths.ts';
import { type DataImage, dataBytes, lighten } from '../../../src/formats/files/data-images.ts';
import { decodeText } from '../../../src/formats/files/decode-text.ts';
import { fileKind } from '../../../src/formats/files/file-kind.ts';
import { readTextFile } from '../../../src/formats/files/read-text-file.ts';
import { withoutImages } from '../../../src/formats/files/shown-images.ts';
import { asTitle, firstHeading, nameAsTitle } from '../../../src/formats/files/titles.ts';
import { UnreadableFile } from '../../../src/formats/unreadable-file.ts';
import { zipOf } from '../../../src/formats/zip/zip-writer.ts';
import { uploadAddress } from '../../../src/ot/addresses.ts';
import { odtFile } from '../../support/odt-file.ts';

const DOC = 'd'.repeat(22);
const UPLOAD = uploadAddress({ docId: DOC, hash: 'a'.repeat(64) });
const bytes = (text: string) => new TextEncoder().encode(text);
const LONG = `data:image/png;base64,${'iVBORw0KGgo'.repeat(200)}`;

function read(kind: 'md' | 'html' | 'txt', source: string) {
  const asked: string[] = [];
  const image = (address: string) => {
    asked.push(address);
    return address.startsWith('data:') ? UPLOAD : null;
  };
  const addresses = { image, link: () => null };
  const placeData = (data: DataImage) => {
    asked.push(`${data.bytes(10_000_000)?.length} bytes`);
    return UPLOAD;
  };
  return { ...readTextFile(bytes(source), { kind, docId: DOC, addresses, placeData, mark: 'mark' }), asked };
}

test('a file is what its bytes say, else its name, else its type', () => {
  const kind = (name: string, type: string | null = null, content = bytes('x')) =>
    fileKind({ name, type, bytes: content });
  const zip = new Uint8Array([0x50, 0x4b, 3, 4, 0]);
  expect(['a.md', 'A.MARKDOWN', 'b.htm', 'c.txt'].map((name) => kind(name))).toEqual([
    'md',
    'md',
    'html',
    'txt',
  ]);
  expect([kind('a.zip', null, zip), kind('a.md', null, zip), kind('a.zip')]).toEqual(['zip', 'zip', 'zip']);
  expect([
    kind('README', 'text/markdown'),
    kind('README'),
    kind('.md'),
    kind('a.pdf', 'application/pdf'),
  ]).toEqual(['md', null, null, null]);
});

test('an archive is what its first file, or its name, says of it', () => {
  const kind = (name: string, content: Uint8Array) => fileKind({ name, type: null, bytes: content });
  const type = (of: string) => odtFile('', { mimetype: `application/vnd.oasis.opendocument.${of}` });
  expect(
    ['a.odt', 'a.zip', 'a.docx', 'a'].map((name) => [
      kind(name, type('text')),
      kind(name, type('text-template')),
      kind(name, type('spreadsheet')),
      kind(name, zipOf([['a.txt', bytes('x')]])),
    ]),
  ).toEqual([
    ['odt', 'odt', null, 'odt'],
    ['odt', 'odt', null, 'zip'],
    ['odt', 'odt', null, 'docx'],
    ['odt', 'odt', null, 'zip'],
  ]);
  expect(kind('a.odt', bytes('x'))).toBe('odt');
});

test('text is read in the encodings that files have', () => {
  expect(decodeText(bytes('\ufeffä'))).toBe('ä');
  expect(decodeText(new Uint8Array([0xff, 0xfe, 0xe4, 0, 0x0a, 0]))).toBe('ä\n');
  expect(decodeText(new Uint8Array([0xfe, 0xff, 0, 0xe4]))).toBe('ä');
  expect(decodeText(new Uint8Array([0x80, 0xe4]))).toBe('€ä');
  const cyrillic = new Uint8Array([...bytes('<meta charset="koi8-r">'), 0xc1]);
  expect(decodeText(cyrillic)).toMatch(/>а$/);
  expect(() => decodeText(new Uint8Array([1, 0, 2]))).toThrow(UnreadableFile);
});

test('the data of images does not reach the parser, and stays where it is text', () => {
  const markdown = read('md', `---\ntitle: "T"\n---\n![One](${LONG}) and \`${LONG}\` [a](${LONG})\n`);
  expect(markdown.asked).toEqual(['1650 bytes']);
  expect(markdown.title).toBe('T');
  expect(markdown.document).toEqual([
    { insert: { image: UPLOAD }, attributes: { alt: 'One' } },
    { insert: ' and ' },
    { insert: LONG, attributes: { code: true } },
    { insert: ' a\n' },
  ]);
  expect(markdown.warnings.map(({ code }) => code)).toEqual(['dropped_address']);
  const html = read('html', `<title> My\n page </title><p><img alt=x src="${LONG}"> mark.invalid/0`);
  expect(html.title).toBe('My page');
  expect(html.document).toEqual([
    { insert: { image: UPLOAD }, attributes: { alt: 'x' } },
    { insert: ' mark.invalid/0\n' },
  ]);
  expect(read('md', `<img src="${LONG}" width="20">\n\ntext <img src="${LONG}">\n`).asked).toHaveLength(2);
  expect(lighten(bytes(LONG), 'm').bytes.length).toBeLessThan(30);
});

test('an image of many megabytes is taken out, and what costs too much to read is refused', () => {
  const large = `data:image/png;base64,${'A'.repeat(12_000_000)}`;
  expect(read('html', `<img src="${large}">`).asked).toEqual(['9000000 bytes']);
  for (const [kind, text] of [
    ['md', '['.repeat(1_000_000)],
    ['md', 'a\n\n'.repeat(400_000)],
    ['md', '\n'.repeat(3_000_000)],
    ['html', '<p>'.repeat(700_000)],
  ] as const)
    expect(() => read(kind, text), text.slice(0, 5)).toThrow(/more lines, signs or elements/);
});

test('a data address gives its bytes, up to a bound', () => {
  expect(dataBytes('data:image/png;base64,AAEC', 3)).toEqual(new Uint8Array([0, 1, 2]));
  expect(dataBytes('data:image/png;base64,A AE%43', 9)).toEqual(new Uint8Array([0, 1, 2]));
  for (const bad of ['data:image/png,AAEC', 'https://a.example', 'data:image/png;base64,@@', `${LONG}`])
    expect(dataBytes(bad, 10)).toBeNull();
});

test('a plain text keeps its lines, and is no Markdown', () => {
  expect(read('txt', '# no\r\nheading').document).toEqual([{ insert: '# no\nheading\n' }]);
});

test('titles are one visible line', () => {
  expect(asTitle(' a\u0000\n b\u202e ', 300)).toBe('a b');
  expect([asTitle('\u200b', 300), asTitle(null, 300), asTitle('', 300)]).toEqual([null, null, null]);
  expect(asTitle('x'.repeat(400), 300)).toHaveLength(300);
  expect(nameAsTitle('Export/Plan 0123456789abcdef0123456789abcdef.md')).toBe('Plan');
  expect([nameAsTitle('.md'), nameAsTitle('a.b.html'), nameAsTitle('v1. Notes')]).toEqual([
    '.md',
    'a.b',
    'v1. Notes',
  ]);
  expect(firstHeading([{ insert: 'Head' }, { insert: '\n', attributes: { header: 1 } }])).toBe('Head');
  expect(firstHeading([{ insert: 'Head\n' }])).toBeNull();
});

test('addresses in an archive are paths of it, and lead nowhere else', () => {
  expect(pathsOf('a/b.md', 'my%20pic.png?x#y')).toEqual([
    'a/my pic.png',
    'a/my%20pic.png',
    'a/my pic.png?x#y',
  ]);
  expect(pathsOf('a/b.md', '../c.md')).toEqual(['c.md']);
  expect(pathsOf('a/b.md', '/c.md')).toEqual(['c.md']);
  expect(pathsOf('a/b.md', '..\\c.md')).toEqual(['c.md']);
  for (const outside of ['', '#x', '//h/x', 'https://x', 'data:x', '../../x', 'mailto:a@b'])
    expect(pathsOf('a/b.md', outside), outside).toEqual([]);
});

test('a refused image leaves its description', () => {
  const document = [
    { insert: { image: UPLOAD }, attributes: { alt: 'A', width: '20', bold: true as const } },
    { insert: { image: UPLOAD } },
    { insert: 'text\n' },
  ];
  expect(withoutImages(document, new Set([UPLOAD]))).toEqual({
    ops: [{ insert: 'A', attributes: { bold: true } }, { insert: 'text\n' }],
    count: 2,
  });
});
