import { expect, test } from 'vitest';
import { advance, beginning, replayTraffic } from '../../../src/content/fork/meeting.ts';
import { plain } from '../../../src/ot/authored.ts';
import { compose } from '../../../src/ot/compose.ts';
import { documentLength } from '../../../src/ot/lengths.ts';
import type { Delta } from '../../../src/ot/op.ts';
import { plainText } from '../../../src/ot/plain-text.ts';
import { Random } from '../../support/random.ts';
import { randomDocument, randomOperation } from '../../support/rich-text.ts';
import { forSeeds } from '../../support/seeds.ts';
import { Pair, type Side } from './pair.ts';

const shown = ({ text }: Side): string => plainText(text).slice(0, -1);
const PEOPLE = ['ada', 'bob', 'cyd'];

test('the origin puts X in front, the fork appends Y and merges, then appends Z and merges: XabcYZ', () => {
  const pair = new Pair([{ insert: 'abc\n' }]);
  pair.origin.write('ada', [{ insert: 'X' }]);
  pair.fork.write('bob', [{ retain: 3 }, { insert: 'Y' }]);
  expect(pair.carry('merge')).toBe(2);
  expect(shown(pair.origin)).toBe('XabcY');
  pair.fork.write('bob', [{ retain: 4 }, { insert: 'Z' }]);
  expect(pair.carry('merge')).toBe(3);
  expect(shown(pair.origin)).toBe('XabcYZ');
  expect(shown(pair.fork)).toBe('abcYZ');
  expect(pair.carry('merge')).toBe(null);
  expect(pair.carry('update')).toBe(3);
  expect(shown(pair.fork)).toBe('XabcYZ');
  expect(pair.carry('update')).toBe(null);
});

test('where both write at one place, the origin stays to the left, whichever way it goes first', () => {
  for (const kinds of [
    ['merge', 'update'],
    ['update', 'merge'],
  ] as const) {
    const pair = new Pair([{ insert: 'ab\n' }]);
    pair.origin.write('ada', [{ retain: 1 }, { insert: 'O' }]);
    pair.fork.write('bob', [{ retain: 1 }, { insert: 'F' }]);
    for (const kind of kinds) pair.carry(kind);
    expect([shown(pair.origin), shown(pair.fork)]).toEqual(['aOFb', 'aOFb']);
  }
});

test('each author comes as one entry, in the order of the log, and keeps what was theirs', () => {
  const pair = new Pair([{ insert: 'abc\n' }]);
  pair.fork.write('bob', [{ insert: 'B' }]);
  pair.fork.write('ada', [{ retain: 1 }, { insert: 'A' }]);
  pair.fork.write('bob', [{ retain: 2 }, { insert: 'b' }]);
  pair.carry('merge');
  expect(pair.origin.log.map(({ by, delta }) => ({ by, delta }))).toEqual([
    { by: 'bob', delta: [{ insert: 'Bb' }] },
    { by: 'ada', delta: [{ retain: 1 }, { insert: 'A' }] },
  ]);
});

/**
 * One random history of both: writers on each side, merges and updates, some of them cut off or raced; with `suggests`
 * also suggestions and decisions on them.
 */
function history(seed: number, suggests = false): Pair {
  const random = new Random(seed);
  const pair = new Pair(randomDocument(random, 8));
  const write = (side: Side, count = 1) => {
    for (let i = 0; i < count; i++)
      side.write(random.pick(PEOPLE), randomOperation(random, side.text), { joins: i > 0 });
  };
  for (let i = random.between(4, 20); i > 0; i--) {
    const choice = random.next();
    if (choice < 0.35) write(pair.origin, random.between(1, 3));
    else if (choice < 0.7) write(pair.fork, random.between(1, 3));
    else if (suggests && random.chance(0.3)) pair.suggest(random.pick(PEOPLE));
    else if (suggests && random.chance(0.5)) {
      const some = (count: number) =>
        random.chance(0.4)
          ? null
          : Array.from({ length: count }, (_, i) => i).filter(() => random.chance(0.5));
      pair.decide(random.chance(0.7) ? 'accept' : 'reject', random.pick(PEOPLE), some);
    } else {
      const kind = random.chance(0.5) ? 'merge' : 'update';
      const target = kind === 'merge' ? pair.origin : pair.fork;
      const races = random.chance(0.4);
      pair.carry(kind, {
        meanwhile: () => races && write(target, random.between(1, 3)),
        records: random.chance(0.7),
      });
    }
    const met = pair.found();
    const bridged = met.bridge.reduce<Delta>(
      (text, { delta }) => compose(text, delta),
      pair.fork.texts[met.fork] as Delta,
    );
    const proposed = met.proposed === null ? [] : [{ delta: plain(met.proposed.delta) }];
    const merged = [...proposed, ...met.unmerged].reduce<Delta>(
      (text, { delta }) => compose(text, delta),
      pair.origin.texts[met.origin] as Delta,
    );
    expect(bridged).toEqual(merged);
  }
  return pair;
}

test('merges and updates in any order, raced and cut off, lead to one text once both have come (1,500 seeds)', () => {
  forSeeds(1_500, (seed) => {
    const pair = history(seed);
    const kinds = seed % 2 === 0 ? (['merge', 'update'] as const) : (['update', 'merge'] as const);
    for (const kind of kinds) pair.carry(kind, { records: seed % 3 !== 0 });
    expect(pair.fork.text).toEqual(pair.origin.text);
    expect(pair.carry('merge')).toBe(null);
    expect(pair.carry('update')).toBe(null);
  });
});

test('suggested, decided hunk by hunk, updated and merged in any order, both come to one text (1,500 seeds)', () => {
  forSeeds(1_500, (seed) => {
    const pair = history(seed, true);
    const kinds = seed % 2 === 0 ? (['merge', 'update'] as const) : (['update', 'merge'] as const);
    for (const kind of kinds) pair.carry(kind, { records: seed % 3 !== 0 });
    expect(pair.fork.text).toEqual(pair.origin.text);
    expect(pair.carry('merge')).toBe(null);
    expect(pair.carry('update')).toBe(null);
  });
});

test('what is accepted counts as merged, and what is rejected is still new in the fork', () => {
  const pair = new Pair([{ insert: 'one two\n' }]);
  pair.fork.write('bob', [{ insert: 'A' }, { retain: 7 }, { insert: 'B' }]);
  pair.suggest('bob');
  pair.origin.write('ada', [{ retain: 3 }, { insert: '!' }]);
  pair.decide('accept', 'ada', () => [0]);
  expect(shown(pair.origin)).toBe('Aone! two');
  pair.decide('reject', 'ada', () => null);
  expect(pair.carry('update')).not.toBe(null);
  expect(shown(pair.fork)).toBe('Aone! twoB');
  pair.suggest('bob');
  pair.decide('accept', 'ada', () => null);
  expect(shown(pair.origin)).toBe('Aone! twoB');
  expect(pair.carry('update')).toBe(null);
  expect(pair.carry('merge')).toBe(null);
});

test('nothing that is only inserted is lost or doubled, and everything keeps its author (2,000 seeds)', () => {
  forSeeds(2_000, (seed) => {
    const random = new Random(seed);
    const pair = new Pair([{ insert: '\n' }]);
    const written: string[] = [];
    const write = (side: Side) => {
      const by = random.pick(PEOPLE);
      const word = `${by}${written.length}.`;
      written.push(word);
      const at = random.int(documentLength(side.text));
      // Whole words only, so that each can be found again.
      const place = shown(side).lastIndexOf('.', at) + 1;
      side.write(by, place > 0 ? [{ retain: place }, { insert: word }] : [{ insert: word }]);
    };
    for (let i = random.between(5, 25); i > 0; i--) {
      const choice = random.next();
      if (choice < 0.35) write(pair.origin);
      else if (choice < 0.7) write(pair.fork);
      else {
        const kind = random.chance(0.5) ? 'merge' : 'update';
        const target = kind === 'merge' ? pair.origin : pair.fork;
        pair.carry(kind, {
          meanwhile: () => random.chance(0.4) && write(target),
          records: random.chance(0.7),
        });
      }
    }
    pair.carry('update');
    pair.carry('merge');
    expect(shown(pair.fork)).toBe(shown(pair.origin));
    const words = shown(pair.origin)
      .split('.')
      .slice(0, -1)
      .map((word) => `${word}.`);
    expect(words.toSorted()).toEqual(written.toSorted());
    for (const side of [pair.origin, pair.fork]) {
      for (const { by, delta } of side.log) {
        for (const op of delta) {
          if (!('insert' in op) || typeof op.insert !== 'string') continue;
          for (const word of op.insert.split('.').slice(0, -1)) expect(word.startsWith(by)).toBe(true);
        }
      }
    }
  });
});

test('what was not recorded is found again in the logs, as often as one looks, and from the beginning', () => {
  forSeeds(1_000, (seed) => {
    const pair = history(seed);
    const fromStored = pair.found();
    expect(pair.found()).toEqual(fromStored);
    const whole = { origin: pair.origin.log, fork: pair.fork.log };
    const { meeting } = replayTraffic(beginning(0, 0), 'fork00000', whole);
    expect(meeting).toEqual(fromStored);
  });
});

test('traffic of another fork is what a person wrote', () => {
  const pair = new Pair([{ insert: 'abc\n' }]);
  pair.origin.write('ada', [{ insert: 'X' }]);
  pair.carry('update');
  const logs = { origin: pair.origin.log, fork: pair.fork.log };
  const other = replayTraffic(beginning(0, 0), 'another00', logs);
  expect(other).toEqual({ meeting: beginning(0, 0), traffic: [] });
  expect(advance(other.meeting, { origin: 1, fork: 1 }, logs).unmerged).toEqual([
    { by: 'ada', delta: [{ retain: 1 }, { insert: 'X' }] },
  ]);
});
