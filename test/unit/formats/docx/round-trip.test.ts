import { expect, test } from 'vitest';
import { readDocx } from '../../../../src/formats/docx/read.ts';
import { writeDocx } from '../../../../src/formats/docx/write.ts';
import { canonicalJson } from '../../../../src/ot/canonical.ts';
import { anyDocument } from '../../../support/format-documents.ts';
import { countedIds, withPlainIds } from '../../../support/plain-ids.ts';
import { Random } from '../../../support/random.ts';
import { seeds } from '../../../support/seeds.ts';

const COUNT = Number(process.env.DOCX_SEEDS ?? 150);

test('a document comes back from Word as it was, with any formats', async () => {
  for (const seed of seeds(COUNT)) {
    const document = anyDocument(new Random(seed), 12);
    const { bytes, warnings } = writeDocx({ document, title: `Seed ${seed}` });
    const read = await readDocx(bytes, { placeImage: async () => null, newId: countedIds() });
    expect(canonicalJson(withPlainIds(read.document)), `seed ${seed}`).toBe(
      canonicalJson(withPlainIds(document)),
    );
    expect(read.warnings, `seed ${seed}`).toEqual([]);
    expect(warnings.filter(({ code }) => code !== 'dropped_image')).toEqual([]);
    expect(read.title).toBe(`Seed ${seed}`);
  }
});
