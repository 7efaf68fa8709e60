import { expect, test } from 'vitest';
import { applyEdits } from '../../../src/content/find-edits.ts';
import { Problem } from '../../../src/platform/problem/problem.ts';
import { Random } from '../../support/random.ts';
import { forSeeds } from '../../support/seeds.ts';

const MOST_MS = 3_000;

test('an edit is found as by the platform, with its places', () => {
  forSeeds(500, (seed) => {
    const random = new Random(seed);
    const any = (length: number): string =>
      Array.from({ length }, () => random.pick(['a', 'b', '\n'])).join('');
    const [text, find] = [any(random.int(60)), any(1 + random.int(5))];
    const places: number[] = [];
    for (let at = text.indexOf(find); at >= 0; at = text.indexOf(find, at + 1)) places.push(at);
    const said = outcome(text, find);
    if (places.length === 0) expect(said).toBe('find_missing');
    else if (places.length === 1) expect(said).toBe(text.replace(find, 'x'));
    else {
      const named = places.slice(0, 10).map((at) => {
        const before = text.slice(0, at).split('\n');
        return `${before.length}:${(before.at(-1) ?? '').length + 1}`;
      });
      expect(said).toContain(`(line:column ${named.join(', ')}${places.length > 10 ? ' …' : ''})`);
    }
  });
});

test('what repeats itself is looked for in time, and its places are named in time', () => {
  const half = 'a'.repeat(50_000);
  expectInTime(() => outcome('a'.repeat(5_000_000), `${half.slice(1)}b${half}`));
  const lines = `${'b\n'.repeat(1_000_000)}${'a\n'.repeat(20)}`;
  expectInTime(() =>
    outcomeOf(
      lines,
      Array.from({ length: 100 }, () => 'a'),
    ),
  );
});

test('more edits than a long text takes are refused', () => {
  expect(
    outcomeOf(
      'b'.repeat(5_000_000),
      Array.from({ length: 1_000 }, () => 'a'),
    ),
  ).toBe('too_large');
});

function outcome(text: string, find: string): string {
  return outcomeOf(text, [find]);
}

function outcomeOf(text: string, finds: readonly string[]): string {
  try {
    return applyEdits(
      text,
      finds.map((find) => ({ find, replace: 'x' })),
    );
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return error.code === 'find_ambiguous' ? error.message : error.code;
  }
}

// By the time of the processor: others may use the machine.
function expectInTime(work: () => unknown): void {
  const from = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(from);
  expect((user + system) / 1_000).toBeLessThan(MOST_MS);
}
