import { expect, test } from 'vitest';
import { Anchors } from '../../../durable-objects/document/review/anchors.ts';
import { type Anchor, anchorAt, moveAnchor } from '../../../src/ot/anchor.ts';
import { compose } from '../../../src/ot/compose.ts';
import { documentLength } from '../../../src/ot/lengths.ts';
import type { Delta } from '../../../src/ot/op.ts';
import { plainText } from '../../../src/ot/plain-text.ts';
import { Random } from '../../support/random.ts';
import { randomDocument, randomOperation } from '../../support/rich-text.ts';
import { forSeeds } from '../../support/seeds.ts';

const ANCHORS = 30;
const OPERATIONS = 40;

test('anchors that follow a log are where each operation moves each of them', () => {
  forSeeds(200, (seed) => {
    const random = new Random(seed);
    let text: Delta = randomDocument(random, 60);
    const length = documentLength(text);
    const plain = plainText(text);
    const moved = new Map<string, Anchor>();
    for (let i = 0; i < ANCHORS; i++) {
      const index = random.int(length);
      const end = index + 1 + random.int(length - index);
      moved.set(`thread ${i}`, anchorAt(index, plain.slice(index, end)));
    }
    const deltas: Delta[] = [];
    const log = {
      get version() {
        return deltas.length;
      },
      framesAfter: (version: number) =>
        deltas.slice(version).map((delta, i) => ({
          from: version + i,
          entries: [{ client: '', seq: 1, delta }],
        })),
    };
    const anchors = new Anchors(log, []);
    for (const [id, anchor] of moved) anchors.add(id, anchor);
    const regained = new Set<string>();
    for (let i = 0; i < OPERATIONS; i++) {
      const delta = randomOperation(random, text);
      text = compose(text, delta);
      deltas.push(delta);
      for (const [id, before] of moved) {
        const after = moveAnchor(before, delta);
        moved.set(id, after.anchor);
        if (after.regained) regained.add(id);
      }
      // Now and then: what only shifts gathers until it is read.
      if (random.int(4) > 0) continue;
      anchors.follow();
      expect(new Map([...anchors.list()].map(({ id, anchor }) => [id, anchor]))).toEqual(moved);
      expect(new Set(anchors.regained)).toEqual(regained);
    }
  });
});
