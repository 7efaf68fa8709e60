import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';
import type { Imported } from '../../src/formats/imported.ts';
import { sameDelta } from '../../src/ot/canonical.ts';
import { compose } from '../../src/ot/compose.ts';
import { REVIEW, SHOWCASE, SHOWCASE_IMAGES } from '../support/office-documents.ts';
import { ODT, OFFICE_FORMATS, type OfficeFormat } from '../support/office-formats.ts';
import { withPlainIds } from '../support/plain-ids.ts';

const run = promisify(execFile);
const SOFFICE = process.env.SOFFICE_PATH ?? 'soffice';
const folder = await mkdtemp(join(tmpdir(), 'libreoffice-'));

afterAll(() => rm(folder, { recursive: true, force: true }));

/** The file that LibreOffice makes of `bytes`. A file that it must repair first, it does not convert. */
async function converted(bytes: Uint8Array, name: string, format: string): Promise<Uint8Array> {
  const source = join(folder, name);
  await writeFile(source, bytes);
  const profile = `-env:UserInstallation=file://${folder}/profile`;
  const out = join(folder, 'out');
  await run(SOFFICE, [profile, '--headless', '--convert-to', format, '--outdir', out, source]);
  return readFile(join(out, name.replace(/[^.]*$/, format.replace(/:.*$/, ''))));
}

async function again({ ending, filter, read }: OfficeFormat, bytes: Uint8Array): Promise<Imported> {
  const saved = await converted(bytes, `again.${ending}`, filter);
  return read(saved, { placeImage: async (image) => `https://example.com/${image.length}` });
}

describe.each(OFFICE_FORMATS)('LibreOffice and $ending', (format) => {
  test('it opens what is exported, and makes a PDF of it', async () => {
    const { bytes } = format.write({ document: SHOWCASE, title: 'Showcase', images: SHOWCASE_IMAGES });
    const pdf = await converted(bytes, `pdf.${format.ending}`, 'pdf');
    expect(new TextDecoder().decode(pdf.subarray(0, 5))).toBe('%PDF-');
  });

  test('what it saves again has the same lines, lists, marks, links, colours, tables, images and notes', async () => {
    const source = { document: SHOWCASE, title: 'Showcase', images: SHOWCASE_IMAGES };
    const read = await again(format, format.write(source).bytes);
    expect(read.title).toBe('Showcase');
    const [image] = [...SHOWCASE_IMAGES.values()].map((bytes) => `https://example.com/${bytes.length}`);
    const expected = SHOWCASE.map((op) =>
      'insert' in op && typeof op.insert !== 'string' && 'image' in op.insert && image !== undefined
        ? { ...op, insert: { image } }
        : op,
    );
    expect(withPlainIds(read.document)).toEqual(withPlainIds(expected));
  });

  test('what it saves again has the same comments and tracked changes', async () => {
    const read = await again(format, format.write({ title: 'Review', ...REVIEW }).bytes);
    // Its version 7.4 forgets which comment answers which.
    expect(read.threads.flatMap(({ comments }) => comments)).toEqual(
      REVIEW.threads.flatMap(({ comments }) => comments),
    );
    if (format !== ODT) {
      expect(sameDelta(read.document, REVIEW.document)).toBe(true);
      expect(read.suggestions).toEqual(REVIEW.suggestions);
      return;
    }
    // Of changed formats OpenDocument says only that they were changed: they stay as they are after it.
    const [grace, alan] = REVIEW.suggestions;
    const formatted = { delta: [{ retain: 20 }, ...(grace?.delta.slice(-1) ?? [])] };
    expect(sameDelta(read.document, compose(REVIEW.document, formatted.delta))).toBe(true);
    expect(read.suggestions).toEqual([{ ...grace, delta: grace?.delta.slice(0, 3) }, alan]);
    expect(read.warnings).toMatchObject([{ code: 'tracked_changes', count: 1 }]);
  });
});

test('what it saves again of an OpenDocument text has the embeds that it does not know', async () => {
  const embeds = [
    { mention: 'user:abc' },
    { mention: 'a "name" <of> & one;' },
    { formula: 'e^x  + 1' },
    { video: 'https://example.com/v?x=1&y=2' },
    { divider: true as const },
    { 'page-break': true as const },
  ];
  const document = embeds.flatMap((insert) => [{ insert: 'a' }, { insert }, { insert: 'b\n' }]);
  const read = await again(ODT, ODT.write({ document, title: 'Embeds' }).bytes);
  expect(sameDelta(read.document, compose([], document))).toBe(true);
});
