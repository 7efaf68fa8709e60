import { expect, test } from 'vitest';
import { composeFold } from '../../../src/ot/compose.ts';
import type { Delta } from '../../../src/ot/op.ts';
import { plainText } from '../../../src/ot/plain-text.ts';
import { ChangedText } from '../../../web/editor/highlights/changed-text.ts';
import { Random } from '../../support/random.ts';
import { forSeeds } from '../../support/seeds.ts';

const TEXT = 'abcdefghijklmnopqrstuvwxyz\n';

test('outside its part a text is as it was before the changes', () => {
  forSeeds(500, (seed) => {
    const random = new Random(seed);
    const changed = new ChangedText();
    let text: Delta = [{ insert: TEXT }];
    for (let n = random.between(1, 4); n > 0; n--) {
      const delta = someChange(random, plainText(text).length);
      text = composeFold([text, delta]);
      changed.add(delta);
    }
    const now = plainText(text);
    const { from, to } = changed.part ?? { from: 0, to: now.length };
    expect(TEXT.slice(0, from)).toBe(now.slice(0, from));
    const after = now.slice(to);
    expect(TEXT.endsWith(after)).toBe(true);
  });
});

test('a range is carried over all of them', () => {
  const changed = new ChangedText();
  changed.add([{ insert: 'XX' }]);
  changed.add([{ retain: 6 }, { insert: '-' }]);
  expect(changed.carry({ index: 3, length: 2 })).toEqual({ index: 5, length: 3 });
  changed.clear();
  expect(changed.carry({ index: 3, length: 2 })).toEqual({ index: 3, length: 2 });
});

test('formats, and a text that was replaced, may have moved anything', () => {
  const changed = new ChangedText();
  changed.add([{ insert: 'a' }]);
  expect(changed.part).toEqual({ from: 0, to: 1 });
  changed.add([{ retain: 2 }, { retain: 3, attributes: { bold: true } }]);
  expect(changed.part).toBeNull();
  changed.clear();
  changed.add([]);
  expect(changed.part).toBeNull();
  changed.clear();
  changed.add([{ retain: 4 }, { delete: 2 }]);
  expect(changed.part).toEqual({ from: 4, to: 4 });
});

function someChange(random: Random, length: number): Delta {
  const at = random.int(length - 1);
  const head: Delta = at === 0 ? [] : [{ retain: at }];
  const gone = Math.min(random.between(1, 4), length - 1 - at);
  return random.chance(0.6) || gone < 1
    ? [...head, { insert: random.pick(['X', 'YZ', 'longer']) }]
    : [...head, { delete: gone }];
}
