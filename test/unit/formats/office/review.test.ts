import { describe, expect, test } from 'vitest';
import { canonicalJson } from '../../../../src/ot/canonical.ts';
import { compose } from '../../../../src/ot/compose.ts';
import { REVIEW } from '../../../support/office-documents.ts';
import { OFFICE_FORMATS } from '../../../support/office-formats.ts';
import { Random } from '../../../support/random.ts';
import { randomDocument, randomOperation } from '../../../support/rich-text.ts';
import { seeds } from '../../../support/seeds.ts';

const placeImage = async () => null;

describe.each(OFFICE_FORMATS)('in $ending', ({ read: readFile, write }) => {
  test('threads and suggestions come back as they were', async () => {
    const { bytes, warnings } = write({ title: 'Review', ...REVIEW });
    const read = await readFile(bytes, { placeImage });
    expect([...warnings, ...read.warnings]).toEqual([]);
    expect(canonicalJson(read.document)).toBe(canonicalJson(REVIEW.document));
    expect(read.threads).toEqual(REVIEW.threads);
    expect(read.suggestions).toEqual(REVIEW.suggestions);
  });

  test('any suggestion comes back as one that changes the same, unless it was said that it cannot', async () => {
    for (const seed of seeds(Number(process.env.OFFICE_SEEDS ?? 60))) {
      const random = new Random(seed);
      const document = randomDocument(random, 12);
      const delta = randomOperation(random, document, { members: 4 });
      const suggestions = [{ author: 'Ada', date: null, delta }];
      const { bytes, warnings } = write({ document, title: '', suggestions });
      const read = await readFile(bytes, { placeImage });
      expect(canonicalJson(read.document), `seed ${seed}`).toBe(canonicalJson(document));
      if (warnings.length > 0) continue;
      const accepted = compose(read.document, read.suggestions[0]?.delta ?? []);
      expect(canonicalJson(accepted), `seed ${seed}`).toBe(canonicalJson(compose(document, delta)));
    }
  });

  test('of two changes of one place the first stays, and the other is counted', async () => {
    const document = [{ insert: 'one two\n' }];
    const suggestions = ['Ada', 'Grace'].map((author) => ({ author, date: null, delta: [{ delete: 3 }] }));
    const { bytes, warnings } = write({ document, title: '', suggestions });
    expect(warnings).toMatchObject([{ code: 'tracked_changes', count: 1 }]);
    const read = await readFile(bytes, { placeImage });
    expect(read.document).toEqual(document);
    expect(read.suggestions).toEqual(suggestions.slice(0, 1));
  });
});
