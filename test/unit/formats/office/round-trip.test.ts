import { expect, test } from 'vitest';
import { canonicalJson } from '../../../../src/ot/canonical.ts';
import { anyDocument } from '../../../support/format-documents.ts';
import { OFFICE_FORMATS } from '../../../support/office-formats.ts';
import { countedIds, withPlainIds } from '../../../support/plain-ids.ts';
import { Random } from '../../../support/random.ts';
import { seeds } from '../../../support/seeds.ts';

const COUNT = Number(process.env.OFFICE_SEEDS ?? 150);

test.each(OFFICE_FORMATS)(
  'a document comes back from $ending as it was, with any formats',
  async ({ read: readFile, write }) => {
    for (const seed of seeds(COUNT)) {
      const document = anyDocument(new Random(seed), 12);
      const { bytes, warnings } = write({ document, title: `Seed ${seed}` });
      const read = await readFile(bytes, { placeImage: async () => null, newId: countedIds() });
      expect(canonicalJson(withPlainIds(read.document)), `seed ${seed}`).toBe(
        canonicalJson(withPlainIds(document)),
      );
      expect(read.warnings, `seed ${seed}`).toEqual([]);
      expect(warnings.filter(({ code }) => code !== 'dropped_image')).toEqual([]);
      expect(read.title).toBe(`Seed ${seed}`);
    }
  },
);
