import { expect, test } from 'vitest';
import { Playback } from '../../../src/content/playback.ts';
import { canonicalJson } from '../../../src/ot/canonical.ts';
import type { Delta } from '../../../src/ot/op.ts';
import { Random } from '../../support/random.ts';
import { forSeeds } from '../../support/seeds.ts';
import { frame, randomLog } from './frames.ts';

test('plays from any version to any later one, also inside frames, with the time of the last', () => {
  forSeeds(300, (seed) => {
    const random = new Random(seed);
    const { frames, texts } = randomLog(random, {
      frames: seed % 100 === 0 ? 2_500 : random.between(1, 40),
      authors: ['ada', 'grace'],
    });
    const from = random.int(texts.length);
    const to = random.between(from, texts.length - 1);
    const playback = new Playback(from, texts[from] as Delta);
    for (const each of frames) playback.play(each, to);
    expect(playback.version).toBe(to);
    expect(canonicalJson(playback.text)).toBe(canonicalJson(texts[to] as Delta));
    expect(playback.at).toBe(to === from ? null : frames.find(({ last }) => last >= to)?.at);
  });
});

test('versions that are missing in between are an error', () => {
  const playback = new Playback(0, [{ insert: '\n' }]);
  expect(() => playback.play(frame(2, 0, [{ author: 'ada', delta: [] }]), 5)).toThrow(
    'versions 1 to 1 are missing',
  );
});
