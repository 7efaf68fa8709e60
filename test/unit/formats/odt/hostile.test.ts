import { describe, expect, test, vi } from 'vitest';
import { readOdt } from '../../../../src/formats/odt/read.ts';
import { Unreadable } from '../../../../src/formats/unreadable.ts';
import { UnreadableFile } from '../../../../src/formats/unreadable-file.ts';
import { toUtf8 } from '../../../../src/formats/utf8.ts';
import { zipOf } from '../../../../src/formats/zip/zip-writer.ts';
import { odtFile } from '../../../support/odt-file.ts';

const MANY = 100_000;

const read = (...file: Parameters<typeof odtFile>) =>
  readOdt(odtFile(...file), { placeImage: async () => null });
const times = (count: number, part: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => part(i)).join('');
const p = (inner: string): string => `<text:p>${inner}</text:p>`;

async function refused(bytes: Uint8Array, error: typeof UnreadableFile | typeof Unreadable): Promise<void> {
  await expect(readOdt(bytes, { placeImage: async () => null })).rejects.toThrow(error);
}

describe('a file of few bytes is refused before it takes much memory', () => {
  const STYLES: readonly [string, (i: number) => string][] = [
    ['styles', (i) => `<style:style style:name="P${i}" style:family="paragraph"/>`],
    ['lists', (i) => `<text:list-style style:name="L${i}"/>`],
    [
      'levels of a list',
      (i) =>
        `<text:list-style style:name="L">${times(3, () => `<text:list-level-style-bullet text:level="${i}"/>`)}</text:list-style>`,
    ],
  ];
  test.each(STYLES)('of very many %s', async (_, part) => {
    await refused(odtFile(p(''), { automatic: times(MANY, part) }), UnreadableFile);
    await refused(odtFile(p(''), { named: times(MANY, part) }), UnreadableFile);
  });

  const BODIES: readonly [string, (i: number) => string][] = [
    ['comments', (i) => `<office:annotation office:name="${i}"/>`],
    ['notes', () => `<text:note><text:note-body>${p('a'.repeat(500))}</text:note-body></text:note>`],
    ['spans of different formats', (i) => `a<text:span d:format='{"bold":true}'>${i % 10}</text:span>`],
    ['spaces', () => '<text:s text:c="10000"/>'],
  ];
  test.each(BODIES)('of very many %s', async (_, part) => {
    await refused(odtFile(p(times(MANY, part))), UnreadableFile);
  });

  const OTHERS: readonly [string, string][] = [
    ['paragraphs', times(2 * MANY, () => '<text:p/>')],
    [
      'changes',
      `<text:tracked-changes>${times(MANY, (i) => `<text:changed-region text:id="${i}"/>`)}</text:tracked-changes>`,
    ],
    [
      'columns',
      '<table:table><table:table-column table:number-columns-repeated="1000000000"/></table:table>',
    ],
    [
      'cells in a row',
      '<table:table><table:table-row><table:table-cell table:number-columns-repeated="1001"/></table:table-row></table:table>',
    ],
    ['spaces in one place', p('<text:s text:c="1000000000"/>')],
  ];
  test.each(OTHERS)('of very many %s', async (_, body) => {
    await refused(odtFile(body), UnreadableFile);
  });

  test('of very many styles that are based on each other, each with a paragraph', async () => {
    const automatic = times(
      MANY / 2,
      (i) => `<style:style style:name="P${i}" style:family="paragraph" style:parent-style-name="P${i + 1}"/>`,
    );
    const body = times(MANY / 2, (i) => `<text:p text:style-name="P${i}"/>`);
    await refused(odtFile(body, { automatic }), UnreadableFile);
  });

  test('of rows and cells that are there very often', async () => {
    const cell =
      '<table:table-cell table:number-columns-repeated="1000"><text:p>a</text:p></table:table-cell>';
    const row = `<table:table-row table:number-rows-repeated="1000000000">${cell}</table:table-row>`;
    await refused(odtFile(`<table:table>${row}</table:table>`), Unreadable);
    await refused(
      odtFile('<table:table><table:table-row table:number-rows-repeated="1000000000"/></table:table>'),
      Unreadable,
    );
    const filled = cell.replace('>a<', `>${'a'.repeat(10_000)}<`);
    await refused(
      odtFile(`<table:table><table:table-row>${filled}</table:table-row></table:table>`),
      Unreadable,
    );
  });

  test('that nests deeply, has a document type, or expands too much', async () => {
    await refused(odtFile(`${'<text:section>'.repeat(300)}${'</text:section>'.repeat(300)}`), UnreadableFile);
    const typed = '<!DOCTYPE x [<!ENTITY a "aaaa">]><office:document-content/>';
    await refused(zipOf([['content.xml', toUtf8(typed)]]), UnreadableFile);
    await refused(odtFile(p('a'.repeat(20_000_000))), UnreadableFile);
  });
});

test('lists in lists do not take longer for each', async () => {
  const depth = 120;
  const body = `${'<text:list><text:list-item>'.repeat(depth)}${times(20_000, () => p('a'))}${'</text:list-item></text:list>'.repeat(depth)}`;
  const { document } = await read(body);
  expect(document[0]).toEqual({ insert: 'a' });
});

test('insertions that do not end do not make each run take longer', async () => {
  const count = 30_000;
  const regions = times(
    count,
    (i) => `<text:changed-region text:id="${i}"><text:insertion/></text:changed-region>`,
  );
  const starts = times(count, (i) => `<text:change-start text:change-id="${i}"/>`);
  const runs = times(count, (i) => `a<text:s/><text:change-end text:change-id="${count - i - 1}"/>`);
  const body = `<text:tracked-changes>${regions}</text:tracked-changes>${p(starts + runs)}`;
  expect((await read(body)).suggestions).toMatchObject([{ author: null }]);
});

test('styles that are based on each other come to an end', async () => {
  const style = (name: string, parent: string): string =>
    `<style:style style:name="${name}" style:family="paragraph" style:parent-style-name="${parent}"/>`;
  const { document } = await read('<text:p text:style-name="A">a</text:p>', {
    named: style('A', 'B') + style('B', 'A'),
  });
  expect(document).toEqual([{ insert: 'a\n' }]);
});

test('a file that is encrypted, or of another kind, is refused in words', async () => {
  const manifest =
    '<manifest:file-entry manifest:full-path="content.xml"><manifest:encryption-data/></manifest:file-entry>';
  await expect(read(p('a'), { manifest })).rejects.toThrow('The file is protected by a password.');
  await expect(read(p('a'), { mimetype: 'application/vnd.oasis.opendocument.spreadsheet' })).rejects.toThrow(
    'another kind of document',
  );
  await expect(read(p('a'), { mimetype: 'x'.repeat(10_000) })).rejects.toThrow(UnreadableFile);
  await expect(refused(zipOf([['a.txt', toUtf8('a')]]), UnreadableFile)).resolves.toBeUndefined();
  const template = 'application/vnd.oasis.opendocument.text-template';
  expect((await read(p('a'), { mimetype: template })).document).toEqual([{ insert: 'a\n' }]);
});

test('formats of ours are read once, and long ones not at all, however much text they are around', async () => {
  const parse = vi.spyOn(JSON, 'parse');
  try {
    const inner = times(500, () => '<text:span>x</text:span>y');
    const { document } = await read(p(`<text:span d:format='{"bold":true}'>${inner}</text:span>`));
    expect(document[0]).toEqual({ insert: 'xy'.repeat(500), attributes: { bold: true } });
    expect(parse.mock.calls.length).toBeLessThan(20);
    const long = JSON.stringify({ bold: true, other: 'x'.repeat(20_000) });
    const plain = await read(p(`<text:span d:format='${long}'>x</text:span>`));
    expect(plain.document).toEqual([{ insert: 'x\n' }]);
  } finally {
    parse.mockRestore();
  }
});
