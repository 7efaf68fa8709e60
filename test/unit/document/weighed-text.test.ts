import { describe, expect, test } from 'vitest';
import { grow, measure } from '../../../durable-objects/document/collab/size-bound.ts';
import { WeighedText } from '../../../durable-objects/document/collab/weighed-text.ts';
import { jsonBytes } from '../../../src/ot/bytes.ts';
import { compose, composeRun } from '../../../src/ot/compose.ts';
import type { Delta, Op } from '../../../src/ot/op.ts';
import { Random } from '../../support/random.ts';
import { randomDocument, randomOperation } from '../../support/rich-text.ts';
import { forSeeds } from '../../support/seeds.ts';

const lines = (count: number, line: (i: number) => Op[]): Op[] =>
  Array.from({ length: count }, (_, i) => line(i)).flat();

describe('a text that is weighed', () => {
  test('has the exact size of its JSON, before a change and after, whatever changes', () => {
    forSeeds(60, (seed) => {
      const random = new Random(seed);
      // Across several pieces.
      let document: Delta = composeRun([
        randomDocument(random, 400),
        [{ insert: 'x'.repeat(random.int(20_000)) }, ...randomDocument(random, 200)],
      ]);
      const text = new WeighedText(document);
      for (let i = 0; i < 6; i++) {
        expect(text.size.bytes).toBe(jsonBytes(document));
        expect(text.size.runs).toBe(document.length);
        const delta = randomOperation(random, document, { members: 8 });
        const after = text.sizeAfter(delta);
        document = compose(document, delta);
        text.apply(delta);
        expect(text.size).toEqual(after);
      }
      expect(text.size).toMatchObject({ bytes: jsonBytes(document), runs: document.length });
    });
  }, 20_000);

  test('counts a pair of surrogates whole that two pieces hold the halves of', () => {
    const document: Delta = [{ insert: `${'a'.repeat(4_095)}\u{1f600}${'b'.repeat(9_000)}\n` }];
    const text = new WeighedText(document);
    expect(text.size.bytes).toBe(jsonBytes(document));
    const cut: Delta = [{ retain: 4_000 }, { delete: 95 }, { insert: 'cc' }];
    expect(text.sizeAfter(cut).bytes).toBe(jsonBytes(compose(document, cut)));
  });
});

describe('the size bound', () => {
  test('grows with the members of an operation, not with their square', () => {
    const items: Delta = [...lines(400, (i) => [{ insert: `item ${i}\n` }])];
    const document = compose([], items);
    const list = lines(400, (i) => [
      { retain: `item ${i}`.length },
      { retain: 1, attributes: { list: 'bullet' } },
    ]);
    expect(grow(measure(document), list).bytes).toBeLessThan(4 * jsonBytes(compose(document, list)));

    const words = compose(
      [],
      lines(250, (i) => [
        { insert: `Paragraph ${i} has ` },
        { insert: 'bold', attributes: { bold: true } },
        { insert: ' and ' },
        { insert: 'italic', attributes: { italic: true } },
        { insert: ` words, and then some text more, as paragraphs do, up to its end.\n` },
      ]),
    );
    const bold = lines(250, (i) => [
      {
        retain:
          `Paragraph ${i} has bold and italic words, and then some text more, as paragraphs do, up to its end.`
            .length,
        attributes: { bold: true },
      },
      { retain: 1 },
    ]);
    expect(grow(measure(words), bold).bytes).toBeLessThan(4 * jsonBytes(compose(words, bold)));
  });
});
