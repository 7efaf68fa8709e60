import { expect, test } from 'vitest';
import { readHtml } from '../../../src/formats/html/read.ts';
import { writeHtmlFragment } from '../../../src/formats/html/write.ts';
import { canonicalJson } from '../../../src/ot/canonical.ts';
import { anyDocument, countedIds, withPlainIds } from '../../support/format-documents.ts';
import { Random } from '../../support/random.ts';
import { forSeeds } from '../../support/seeds.ts';

test('a document comes back from HTML as it was, whatever its formats', () => {
  forSeeds(500, (seed) => {
    const document = anyDocument(new Random(seed), 12);
    const html = writeHtmlFragment(document);
    const read = readHtml(html, { newId: countedIds() });
    expect(canonicalJson(withPlainIds(read.document)), html).toBe(canonicalJson(withPlainIds(document)));
    expect(read.warnings).toEqual([]);
  });
});
