import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import { readDocx } from '../../src/formats/docx/read.ts';
import { writeDocx } from '../../src/formats/docx/write.ts';
import type { Imported } from '../../src/formats/imported.ts';
import { sameDelta } from '../../src/ot/canonical.ts';
import { withPlainIds } from '../support/plain-ids.ts';
import { REVIEW, SHOWCASE, SHOWCASE_IMAGES } from '../support/word-documents.ts';

const run = promisify(execFile);
const SOFFICE = process.env.SOFFICE_PATH ?? 'soffice';
const folder = await mkdtemp(join(tmpdir(), 'libreoffice-'));

afterAll(() => rm(folder, { recursive: true, force: true }));

/** The file that LibreOffice makes of `bytes`. A file that it must repair first, it does not convert. */
async function converted(bytes: Uint8Array, name: string, format: string): Promise<Uint8Array> {
  const source = join(folder, `${name}.docx`);
  await writeFile(source, bytes);
  const profile = `-env:UserInstallation=file://${folder}/profile`;
  const out = join(folder, 'out');
  await run(SOFFICE, [profile, '--headless', '--convert-to', format, '--outdir', out, source]);
  return readFile(join(out, `${name}.${format.replace(/:.*$/, '')}`));
}

async function again(bytes: Uint8Array, name: string): Promise<Imported> {
  const saved = await converted(bytes, name, 'docx:MS Word 2007 XML');
  return readDocx(saved, { placeImage: async (image) => `https://example.com/${image.length}` });
}

test('LibreOffice opens what is exported, and makes a PDF of it', async () => {
  const { bytes } = writeDocx({ document: SHOWCASE, title: 'Showcase', images: SHOWCASE_IMAGES });
  const pdf = await converted(bytes, 'pdf', 'pdf');
  expect(new TextDecoder().decode(pdf.subarray(0, 5))).toBe('%PDF-');
});

test('what LibreOffice saves again has the same lines, lists, marks, links, colours, tables, images and notes', async () => {
  const source = { document: SHOWCASE, title: 'Showcase', images: SHOWCASE_IMAGES };
  const read = await again(writeDocx(source).bytes, 'again');
  expect(read.title).toBe('Showcase');
  const [image] = [...SHOWCASE_IMAGES.values()].map((bytes) => `https://example.com/${bytes.length}`);
  const expected = SHOWCASE.map((op) =>
    'insert' in op && typeof op.insert !== 'string' && 'image' in op.insert && image !== undefined
      ? { ...op, insert: { image } }
      : op,
  );
  expect(withPlainIds(read.document)).toEqual(withPlainIds(expected));
});

test('what LibreOffice saves again has the same comments and tracked changes', async () => {
  const read = await again(writeDocx({ title: 'Review', ...REVIEW }).bytes, 'review');
  expect(sameDelta(read.document, REVIEW.document)).toBe(true);
  // Its version 7.4 forgets which comment answers which.
  expect(read.threads.flatMap(({ comments }) => comments)).toEqual(
    REVIEW.threads.flatMap(({ comments }) => comments),
  );
  expect(read.suggestions).toEqual(REVIEW.suggestions);
});
