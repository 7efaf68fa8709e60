import { expect, test } from 'vitest';
import { readHtml } from '../../../src/formats/html/read.ts';
import { writeHtmlFragment } from '../../../src/formats/html/write.ts';
import { canonicalJson } from '../../../src/ot/canonical.ts';
import { anyDocument } from '../../support/format-documents.ts';
import { countedIds, withPlainIds } from '../../support/plain-ids.ts';
import { Random } from '../../support/random.ts';
import { forSeeds } from '../../support/seeds.ts';

test('a document comes back from HTML as it was, with any formats', () => {
  forSeeds(500, (seed) => {
    const document = anyDocument(new Random(seed), 12);
    const html = writeHtmlFragment(document);
    const read = readHtml(html, { newId: countedIds() });
    expect(canonicalJson(withPlainIds(read.document)), html).toBe(canonicalJson(withPlainIds(document)));
    expect(read.warnings).toEqual([]);
  });
});
