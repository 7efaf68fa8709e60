import { expect, test } from 'vitest';
import { eachOperation, type Stroke } from '../../../src/content/stroke.ts';
import { Attribution } from '../../../src/features/history/attribution.ts';
import type { Delta } from '../../../src/ot/op.ts';
import { authorOf } from '../../../src/platform/archive/segment.ts';
import { Random } from '../../support/random.ts';
import { documentText } from '../../support/rich-text.ts';
import { forSeeds } from '../../support/seeds.ts';
import { frame, randomLog } from './frames.ts';

const T = 1_700_000_000_000;

function by(version: number, author: string, at = T): Stroke {
  return { author, version, at, since: at };
}

function shown(attribution: Attribution, text: Delta) {
  return [...attribution.over(text)].map((run) => [
    'text' in run ? run.text : run.embed,
    run.by.author,
    run.by.version,
  ]);
}

interface Unit {
  author: string | null;
  version: number;
  at: number;
}

/** The same, unit by unit. */
function applyTo(units: Unit[], delta: Delta, unit: Unit): Unit[] {
  const out: Unit[] = [];
  let index = 0;
  for (const op of delta) {
    if ('delete' in op) index += op.delete;
    else if ('retain' in op) {
      out.push(...units.slice(index, index + op.retain));
      index += op.retain;
    } else for (let n = typeof op.insert === 'string' ? op.insert.length : 1; n > 0; n--) out.push(unit);
  }
  return [...out, ...units.slice(index)];
}

test('attribution: a run for each author, whole where one wrote within a minute', () => {
  const attribution = Attribution.empty(T);
  attribution.apply([{ insert: 'ad' }], by(1, 'ada'));
  attribution.apply([{ retain: 2 }, { insert: 'a' }], by(2, 'ada', T + 60_000));
  attribution.apply([{ retain: 3 }, { insert: '!' }], by(3, 'ada', T + 60_001));
  attribution.apply([{ retain: 1 }, { insert: { divider: true } }, { insert: 'gr' }], by(4, 'grace', T + 1));
  attribution.apply([{ retain: 1, attributes: { bold: true } }], by(5, 'linus'));
  const text: Delta = [
    { insert: 'a', attributes: { bold: true } },
    { insert: { divider: true } },
    { insert: 'grda!\n' },
  ];
  expect(shown(attribution, text)).toEqual([
    ['a', 'ada', 2],
    [{ divider: true }, 'grace', 4],
    ['gr', 'grace', 4],
    ['da', 'ada', 2],
    ['!', 'ada', 3],
    ['\n', null, 0],
  ]);
  expect(() => shown(attribution, [{ insert: 'too short\n' }])).toThrow('not of this version');
});

test("the Document's own repair has no author", () => {
  const attribution = Attribution.empty(T);
  const repair = frame(1, T, [{ author: 'server--', delta: [{ insert: 'x' }] }]);
  eachOperation(repair, { from: 0, to: 1 }, (delta, stroke) => attribution.apply(delta, stroke));
  expect(shown(attribution, [{ insert: 'x\n' }])).toEqual([
    ['x', null, 1],
    ['\n', null, 0],
  ]);
});

test('every unit has its author and its minute, from the beginning or from what was stored on the way', () => {
  forSeeds(150, (seed) => {
    const random = new Random(seed);
    const long = seed % 25 === 0;
    const { frames, texts } = randomLog(random, {
      frames: long ? 1_500 : random.between(1, 60),
      authors: ['ada', 'grace', 'linus', 'alan'],
      pause: 20_000,
    });
    const whole = Attribution.empty(T);
    let stored = Attribution.empty(T);
    let units: Unit[] = [{ author: null, version: 0, at: T }];
    for (const each of frames) {
      each.entries.forEach(({ delta }, i) => {
        const stroke = { author: authorOf(each, i), version: each.first + i, at: each.at, since: each.at };
        whole.apply(delta, stroke);
        stored.apply(delta, stroke);
        units = applyTo(units, delta, stroke);
      });
      if (random.chance(0.1)) stored = Attribution.restore(JSON.parse(JSON.stringify(stored.store())));
    }
    expect(stored.store()).toEqual(whole.store());
    expect(whole.version).toBe(texts.length - 1);

    const text = texts[texts.length - 1] as Delta;
    expect([...whole.over(text)].map((run) => ('text' in run ? run.text : '\0')).join('')).toBe(
      documentText(text),
    );
    let index = 0;
    for (const run of whole.runs()) {
      for (const unit of units.slice(index, index + run.length)) {
        expect(run.by.author).toBe(unit.author);
        expect(run.by.version).toBeGreaterThanOrEqual(unit.version);
        expect(run.by.at - unit.at).toBeLessThanOrEqual(60_000);
        expect(unit.at).toBeGreaterThanOrEqual(run.by.since);
      }
      index += run.length;
    }
    expect(index).toBe(units.length);
  });
});
