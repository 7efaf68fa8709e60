import { expect, test } from 'vitest';
import { canonicalJson } from '../../../src/ot/canonical.ts';
import { compose } from '../../../src/ot/compose.ts';
import { documentLength } from '../../../src/ot/lengths.ts';
import { LogWindow, type WindowLimits } from '../../../web/collab/log-window.ts';
import { Random } from '../../support/random.ts';
import { forSeeds } from '../../support/seeds.ts';
import { randomLog } from './random-log.ts';

const SMALL: WindowLimits = { ops: 40, keyframeEvery: 7, keyframeUnits: 1_000_000 };

test('every version it has, and every change between two, is what composing the log gives', () => {
  forSeeds(60, (seed) => {
    const random = new Random(seed);
    const { documents, ops } = randomLog(random, 120);
    const first = random.int(60);
    const window = new LogWindow(first, documents[first] ?? [], SMALL);
    for (let next = first; next < 120; ) {
      const page = ops.slice(random.between(first, next), next + random.between(0, 20));
      window.append(page, window.to);
      next = window.to;
      for (let i = 0; i < 6; i++) {
        const from = random.between(window.from, window.to);
        const to = random.between(window.from, window.to);
        expect(canonicalJson(window.document(to))).toBe(canonicalJson(documents[to] ?? []));
        expect(canonicalJson(compose(documents[from] ?? [], window.change(from, to)))).toBe(
          canonicalJson(documents[to] ?? []),
        );
      }
    }
    expect(window.to).toBe(120);
    expect(window.op(window.to)?.version).toBe(120);
    expect(window.op(window.from)).toBeNull();
  });
});

test('it holds no more than its limits, however long the log', () => {
  const random = new Random(1);
  const { documents, ops } = randomLog(random, 600);
  const limits: WindowLimits = { ops: 50, keyframeEvery: 5, keyframeUnits: 300 };
  const window = new LogWindow(0, documents[0] ?? [], limits);
  const twoOfThem = 2 * Math.max(...documents.map(documentLength));
  for (const op of ops) {
    window.append([op], window.to);
    const { size } = window;
    expect(size.ops).toBeLessThanOrEqual(limits.ops);
    expect(size.keyframes).toBeLessThanOrEqual(limits.ops / limits.keyframeEvery + 2);
    expect(size.keyframeUnits).toBeLessThanOrEqual(Math.max(limits.keyframeUnits, twoOfThem));
    expect(canonicalJson(window.document(window.from))).toBe(canonicalJson(documents[window.from] ?? []));
  }
  // It drops the oldest, and no more than necessary.
  expect(window.to).toBe(600);
  expect(window.to - window.from).toBeGreaterThanOrEqual(limits.ops / 2);
});

test('a gap in the log is refused, what it holds already is passed over', () => {
  const { documents, ops } = randomLog(new Random(2), 20);
  const window = new LogWindow(5, documents[5] ?? [], SMALL);
  expect(() => window.append(ops.slice(6), 5)).toThrow('The versions 6 to 6 are missing');
  window.append(ops.slice(0, 12), 5);
  window.append(ops.slice(3, 12), 5);
  expect([window.from, window.to]).toEqual([5, 12]);
});

test('it lets go of nothing from the version on that is shown', () => {
  const { documents, ops } = randomLog(new Random(3), 200);
  const window = new LogWindow(0, documents[0] ?? [], SMALL);
  window.append(ops, 10);
  expect([window.from, window.to]).toEqual([10, 50]);
  window.append(ops, 45);
  expect([window.from, window.to]).toEqual([45, 85]);
});
