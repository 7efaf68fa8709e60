import { expect, test } from 'vitest';
import { Playback, type Speed } from '../../../web/app/history/playback.ts';
import { VersionPlayer } from '../../../web/collab/version-player.ts';

const FRAME_MS = 20;

/** A player over `head` insertions of a letter; `answers` decides whether its source responds by the next frame. */
function playerOver(head: number, answers: () => boolean = () => true) {
  const waiting: (() => void)[] = [];
  const load = <T>(value: T) => ({
    done: new Promise<T>((resolve) => waiting.push(() => resolve(value))),
    cancel: () => undefined,
  });
  const player = new VersionPlayer({
    head,
    source: {
      document: (version) => load([{ insert: `${'x'.repeat(version)}\n` }]),
      ops: (from, limit) =>
        load(
          Array.from({ length: Math.min(limit, head - from) }, (_, i) => ({
            version: from + i + 1,
            userId: 'ada',
            at: '2026-11-21T09:00:00.000Z',
            delta: [{ insert: 'x' }],
          })),
        ),
    },
    clock: { now: () => 0, after: () => () => undefined, random: () => 0.5 },
    events: { moved: () => undefined, waiting: () => undefined, failed: () => undefined },
  });
  const frame = async (): Promise<void> => {
    if (answers()) for (const answer of waiting.splice(0)) answer();
    for (let i = 0; i < 6; i++) await Promise.resolve();
  };
  return { player, frame };
}

/** Plays from `from`; returns the duration in ms, and the version at each second. */
async function play(speed: Speed, head: number, from = 0): Promise<{ ms: number; at: number[] }> {
  const { player, frame } = playerOver(head);
  player.seek(from, true);
  await frame();
  const playback = new Playback(player, from);
  const at: number[] = [];
  let ms = 0;
  while (playback.advance(ms, speed)) {
    if (ms % 1_000 === 0) at.push(player.position);
    await frame();
    ms += FRAME_MS;
  }
  expect(player.position).toBe(head);
  return { ms, at };
}

// Frames and versions are discrete.
function takes({ ms }: { ms: number }, expected: number): void {
  expect(Math.abs(ms - expected)).toBeLessThanOrEqual(2 * FRAME_MS);
}

test('a pace is a multiple of typing, whatever the length', async () => {
  takes(await play('1', 30), 3_000);
  expect((await play('10', 300)).at).toEqual([0, 100, 200]);
  takes(await play('100', 3_000), 3_000);
});

test('all of it takes half a minute, and less from the middle', async () => {
  takes(await play('fit', 9_000), 30_000);
  takes(await play('fit', 600, 300), 15_000);
});

test('at a pace it waits for what is not loaded, and then goes on from there', async () => {
  let open = true;
  const { player, frame } = playerOver(4_000, () => open);
  player.seek(0, true);
  await frame();
  const playback = new Playback(player, 0);
  playback.advance(0, '100');
  await frame();
  open = false;
  let ms = 0;
  for (; ms < 5_000; ms += FRAME_MS) {
    playback.advance(ms, '100');
    await frame();
  }
  const stuckAt = player.position;
  expect(stuckAt).toBeLessThan(4_000);
  open = true;
  await frame();
  playback.advance(ms, '100');
  await frame();
  playback.advance(ms + FRAME_MS, '100');
  expect(player.position - stuckAt).toBeLessThan(100);
  expect(player.position).toBeGreaterThan(stuckAt);
});
