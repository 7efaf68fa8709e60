import { costOf, MOST_COST } from '../../src/formats/cost.ts';
import { writeDocx } from '../../src/formats/docx/write.ts';
import { zipOf } from '../../src/formats/zip/zip-writer.ts';
import type { Op } from '../../src/ot/op.ts';
import { png as smallPng } from '../support/images.ts';
import type { SentFile } from './read-as-import.ts';

const MIB = 1024 * 1024;
const DOC = 'D'.repeat(22);
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Files as large, or as dense, as an import takes them, by name. */
const FILES: Record<string, () => SentFile> = {
  'docx, small': () => ({ name: 'a.docx', content: docx([{ insert: 'a\n' }]) }),
  'txt: 4 MiB of lines': () => text('a.txt', 4 * MIB, () => `${WORDS}\n`),
  'md: 4 MiB of long paragraphs': () => text('a.md', 4 * MIB, () => `${WORDS.repeat(20)}\n\n`),
  'md: paragraphs, as many as may be': () => densest('a.md', () => `${WORDS}\n\n`),
  'md: list items, as many as may be': () => densest('a.md', (i) => `- item ${i} of a list\n`),
  'md: bold words, as many as may be': () => densest('a.md', (i) => `**w${i}** `),
  'md: links, as many as may be': () => densest('a.md', (i) => `[w${i}](https://a.example/${i}) `),
  'md: cells of tables, as many as may be': () => densest('a.md', (i) => cellsOfRow(i)),
  'html: 4 MiB of long paragraphs': () => text('a.html', 4 * MIB, () => `<p>${WORDS.repeat(20)}\n`),
  'html: paragraphs, as many as may be': () => densest('a.html', () => `<p>${WORDS}</p>\n`),
  'html: bold words, as many as may be': () => densest('a.html', (i) => `<b>w${i}</b> `),
  'html: links, as many as may be': () => densest('a.html', (i) => `<a href="https://a.example/${i}">w</a> `),
  'html: cells of tables, as many as may be': () =>
    densest('a.html', (i) => `<td>${i}</td>`, '<table><tr>', '</tr></table>'),
  'html: 19 MiB of one image': () => pictures('a.html', [13 * MIB]),
  'html: 19 MiB of images of 7 MiB': () => pictures('a.html', [7 * MIB, 7 * MIB]),
  'html: 19 MiB of small images': () => pictures('a.html', new Array(450).fill(31_000)),
  'html: the same, with wide letters': () => pictures('a.html', [7 * MIB, 7 * MIB], '日本'),
  'md: 19 MiB of images of 7 MiB': () => pictures('a.md', [7 * MIB, 7 * MIB]),
  'zip: 19 MiB of images': () => ({
    name: 'a.zip',
    content: zipOf([
      ['a.md', bytes('![a](1.png) ![b](2.png)\n')],
      ['1.png', png(9 * MIB)],
      ['2.png', png(9 * MIB)],
    ]),
  }),
  'zip: HTML with 9 MiB of images': () => ({
    name: 'a.zip',
    content: zipOf([
      ['a.html', pictures('a.html', [6.5 * MIB]).content],
      ['1.png', png(9 * MIB)],
    ]),
  }),
  'docx: 19 MiB of images': () => docxOfImages([9 * MIB, 9 * MIB]),
  'docx: 4 MiB of paragraphs': () => docxOf(() => ({ insert: `${WORDS}\n` }), 4 * MIB),
  'docx: paragraphs, as many as may be': () => densestDocx((i) => [{ insert: `p ${i}\n` }]),
  'docx: formats, as many as may be': () =>
    densestDocx((i) => [
      { insert: `w${i} `, attributes: { bold: true } },
      { insert: i % 20 === 0 ? 'x\n' : 'x ' },
    ]),
};

/** The names of the files. */
export const LARGEST_FILES = Object.keys(FILES).filter((name) => name !== 'docx, small');

/** The file with this name, made now. */
export function largestFile(name: string): SentFile {
  const make = FILES[name];
  if (make === undefined) throw new Error(`There is no file ${name}.`);
  return make();
}

const WORDS = 'The quick brown fox jumps over the lazy dog and runs away. ';

function text(name: string, length: number, part: (i: number) => string): SentFile {
  const parts: string[] = [];
  for (let at = 0, i = 0; at < length; i++) {
    const next = part(i);
    parts.push(next);
    at += next.length;
  }
  return { name, content: bytes(parts.join('').slice(0, length)) };
}

// The longest text of these parts that is not refused before it is parsed, as the bound of costs has it.
function densest(name: string, part: (i: number) => string, before = '', after = ''): SentFile {
  const kind = name.endsWith('.md') ? 'md' : 'html';
  const first = before + part(0) + after;
  const each = costOf(part(1_000).repeat(100), kind) / 100;
  const count = Math.floor((0.98 * (MOST_COST - costOf(first, kind))) / each);
  const parts = Array.from({ length: count }, (_, i) => part(i));
  return { name, content: bytes(before + parts.join('').slice(0, 5 * MIB) + after) };
}

function cellsOfRow(i: number): string {
  const row = `${Array.from({ length: 10 }, (_, column) => `| c${column} `).join('')}|\n`;
  return i === 0 ? `${row}${'| --- '.repeat(10)}|\n` : row;
}

function pictures(name: string, sizes: readonly number[], word = 'word'): SentFile {
  const images = sizes.map((size, i) => {
    const data = `data:image/png;base64,${Buffer.from(png(size, i)).toString('base64')}`;
    return name.endsWith('.md') ? `${word} ![a](${data})\n` : `<p>${word} <img alt="a" src="${data}">\n`;
  });
  return { name, content: bytes(images.join('')) };
}

function docxOfImages(sizes: readonly number[]): SentFile {
  const images = new Map(
    sizes.map((size, i) => [`/v1/docs/${DOC}/uploads/${String(i).repeat(64)}`, png(size, i)]),
  );
  const document = [...images.keys()].map((image) => ({ insert: { image } }));
  return { name: 'a.docx', content: docx([...document, { insert: '\n' }], images) };
}

function docxOf(op: (i: number) => Op, length: number): SentFile {
  const ops: Op[] = [];
  for (let at = 0, i = 0; at < length; i++) {
    const next = op(i);
    ops.push(next);
    at += JSON.stringify(next).length;
  }
  return { name: 'a.docx', content: docx(ops) };
}

// What the reader counts of a file is known only by reading it: as many as were taken when this was written.
function densestDocx(ops: (i: number) => Op[], count = 60_000): SentFile {
  return { name: 'a.docx', content: docx(Array.from({ length: count }, (_, i) => ops(i)).flat()) };
}

function docx(document: Op[], images = new Map<string, Uint8Array>()): Uint8Array {
  return writeDocx({ document, title: 'T', images, threads: [], suggestions: [] }).bytes;
}

// A header, and noise that no packing makes shorter.
function png(size: number, seed = 0): Uint8Array {
  const image = new Uint8Array(size);
  for (let i = 33, state = seed + 1; i < size; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    image[i] = state >>> 24;
  }
  image.set(smallPng(4, 4));
  return image;
}
