import { describe, expect, test } from 'vitest';
import { canonicalJson } from '../../../src/ot/canonical.ts';
import { compose } from '../../../src/ot/compose.ts';
import type { Delta } from '../../../src/ot/op.ts';
import type { Load, LoggedOp } from '../../../web/collab/log-window.ts';
import { type Shown, VersionPlayer } from '../../../web/collab/version-player.ts';
import { Random } from '../../support/random.ts';
import { seeds } from '../../support/seeds.ts';
import { randomLog } from './random-log.ts';

interface Asked {
  what: string;
  cancelled: boolean;
  answer(): void;
  fail(): void;
}

/** A server that responds on demand, and time that passes on demand. */
class Stage {
  readonly documents: Delta[];
  readonly ops: LoggedOp[];
  readonly player: VersionPlayer;
  asked: Asked[] = [];
  everAsked = 0;
  waiting = false;
  failures: unknown[] = [];
  shortPages: Random | null = null;
  #shown: (Shown & { document: Delta }) | null = null;
  #now = 0;
  #timers: { at: number; action: () => void }[] = [];

  constructor(random: Random, versions: number) {
    const { documents, ops } = randomLog(random, versions);
    this.documents = documents;
    this.ops = ops;
    this.player = new VersionPlayer({
      head: versions,
      source: {
        document: (version) => this.#ask(`document ${version}`, () => this.documents[version] ?? []),
        ops: (from, limit) =>
          this.#ask(`ops ${from}`, () =>
            this.ops.slice(from, from + (this.shortPages?.between(1, limit) ?? limit)),
          ),
      },
      events: {
        moved: () => {},
        waiting: (waiting) => {
          this.waiting = waiting;
        },
        failed: (error) => this.failures.push(error),
      },
      clock: {
        now: () => this.#now,
        after: (ms, action) => {
          const timer = { at: this.#now + ms, action };
          this.#timers.push(timer);
          return () => {
            this.#timers = this.#timers.filter((other) => other !== timer);
          };
        },
        random: () => 0.5,
      },
      limits: { ops: 80, keyframeEvery: 9, keyframeUnits: 1_000_000 },
      pageSize: 20,
    });
  }

  pass(ms: number): void {
    this.#now += ms;
    const due = this.#timers.filter(({ at }) => at <= this.#now);
    this.#timers = this.#timers.filter(({ at }) => at > this.#now);
    for (const { action } of due) action();
  }

  async answer(asked = this.asked[0]): Promise<void> {
    this.asked = this.asked.filter((other) => other !== asked);
    asked?.answer();
    await this.settle();
  }

  /** Delivers every pending response. */
  async settle(): Promise<void> {
    for (let i = 0; i < 10; i++) await Promise.resolve();
    this.asked = this.asked.filter(({ cancelled }) => !cancelled);
  }

  async answerAll(): Promise<void> {
    for (let i = 0; i < 100 && (this.asked.length > 0 || this.#timers.length > 0); i++) {
      this.pass(1_000);
      await this.answer();
    }
  }

  /** The view's version after the next frame, compared with the log. */
  draw(): number | null {
    const change = this.player.change(this.#shown);
    if (change !== null) {
      const { version, generation } = change;
      const document =
        'document' in change ? change.document : compose(this.#shown?.document ?? [], change.delta);
      this.#shown = { version, generation, document };
    }
    if (this.#shown !== null) {
      const { document, version } = this.#shown;
      expect(canonicalJson(document), `version ${version}`).toBe(
        canonicalJson(this.documents[version] ?? []),
      );
    }
    return this.#shown?.version ?? null;
  }

  #ask<T>(what: string, answer: () => T): Load<T> {
    this.everAsked++;
    let asked: Asked | undefined;
    const done = new Promise<T>((resolve, reject) => {
      asked = {
        what,
        cancelled: false,
        answer: () => resolve(answer()),
        fail: () => reject(new Error(`no answer to ${what}`)),
      };
      this.asked.push(asked);
    });
    const cancel = (): void => {
      if (asked) asked.cancelled = true;
      asked?.fail();
    };
    return { done, cancel };
  }
}

const questions = (stage: Stage): string[] => stage.asked.map(({ what }) => what);

describe('the version player', () => {
  test('shows after any seeks, steps and playback what composing the log gives, within bounds', async () => {
    for (const seed of seeds(20)) {
      const random = new Random(seed);
      const stage = new Stage(random, 250);
      if (random.chance(0.3)) stage.shortPages = random;
      stage.player.seek(250, true);
      let clock = 250;
      for (let i = 0; i < 100; i++) {
        const { player } = stage;
        if (random.chance(0.15)) player.seek(random.int(251), random.chance(0.5));
        else if (random.chance(0.2)) player.seek(player.position + random.between(-30, 30), true);
        else if (random.chance(0.5)) {
          clock = Math.max(player.position, clock) > player.position + 90 ? player.position : clock;
          clock = Math.max(clock, player.position) + random.int(12);
          player.play(clock, 40);
        }
        if (random.chance(0.05)) player.reload();
        if (random.chance(0.6)) await stage.answer(stage.asked[random.int(stage.asked.length)]);
        stage.pass(random.int(80));
        if (random.chance(0.7)) stage.draw();
        const { ops, keyframes, pages } = player.size;
        expect(ops).toBeLessThanOrEqual(80);
        expect(keyframes).toBeLessThanOrEqual(11);
        expect(pages).toBeLessThanOrEqual(3);
      }
      const last = random.int(251);
      stage.player.seek(last, true);
      await stage.answerAll();
      expect(stage.draw(), `seed ${seed}`).toBe(last);
      expect(stage.waiting, `seed ${seed}`).toBe(false);
      expect(stage.failures, `seed ${seed}`).toEqual([]);
    }
  });

  test('plays from the first version to the head without a gap, in a page each', async () => {
    const stage = new Stage(new Random(7), 300);
    stage.player.seek(0, true);
    await stage.answer();
    for (let version = 1; version <= 300; version++) {
      stage.player.play(version, 10);
      while (stage.player.position < version) {
        await stage.answer();
        stage.player.play(version, 10);
      }
      expect(stage.draw()).toBe(version);
      expect(stage.player.op(version)?.version).toBe(version);
    }
    expect(stage.waiting).toBe(false);
    expect(stage.everAsked).toBe(1 + 300 / 20);
  });

  test('dragged over many versions it fetches one after the other, and the last at once', async () => {
    const stage = new Stage(new Random(3), 400);
    stage.player.seek(400, true);
    await stage.answerAll();
    for (let version = 350; version > 100; version--) stage.player.seek(version, false);
    expect(questions(stage)).toEqual(['document 350']);
    await stage.answer();
    // The pending version is shown, and the newest is requested once the server may be asked again.
    expect(stage.draw()).toBe(350);
    expect(questions(stage)).toEqual([]);
    stage.pass(100);
    expect(questions(stage)).toEqual(['document 101']);
    stage.player.seek(60, false);
    stage.player.seek(50, true);
    await stage.settle();
    // The target does not wait: the other request is cancelled.
    expect(questions(stage)).toEqual(['document 50']);
    await stage.answer();
    expect(stage.draw()).toBe(50);
    expect(stage.everAsked).toBe(4);
  });

  test('jumps within what is loaded ask for nothing, steps back bring their neighbours', async () => {
    const stage = new Stage(new Random(4), 1_000);
    stage.player.seek(700, true);
    await stage.answer();
    stage.player.seek(699, true);
    expect(questions(stage)).toEqual(['document 689', 'ops 689']);
    await stage.answerAll();
    expect(stage.draw()).toBe(699);
    const asked = stage.everAsked;
    for (const version of [698, 690, 709, 689, 700]) {
      stage.player.seek(version, true);
      expect(stage.draw()).toBe(version);
    }
    expect(stage.everAsked).toBe(asked);
    stage.player.seek(715, true);
    expect(questions(stage)).toEqual(['ops 709']);
    await stage.answer();
    expect(stage.draw()).toBe(715);
  });

  test('a key that is held asks once for all the steps that it makes', async () => {
    const stage = new Stage(new Random(9), 1_000);
    stage.player.seek(700, true);
    await stage.answer();
    for (let version = 699; version > 692; version--) stage.player.seek(version, true);
    await stage.settle();
    expect(questions(stage)).toEqual(['document 689', 'ops 689']);
    await stage.answerAll();
    expect(stage.draw()).toBe(693);
    expect(stage.everAsked).toBe(3);
  });

  test('far behind, playback leaps', async () => {
    const stage = new Stage(new Random(5), 400);
    stage.player.seek(0, true);
    await stage.answer();
    stage.player.play(10, 100);
    stage.player.play(300, 100);
    stage.pass(100);
    await stage.settle();
    expect(questions(stage).at(-1)).toBe('document 300');
    await stage.answerAll();
    expect(stage.draw()).toBe(300);
  });

  test('reports a failure, and the next seek retries', async () => {
    const stage = new Stage(new Random(6), 50);
    stage.player.seek(50, true);
    stage.asked[0]?.fail();
    await stage.settle();
    expect(stage.failures).toHaveLength(1);
    expect(stage.waiting).toBe(false);
    stage.asked = [];
    stage.player.seek(50, true);
    await stage.answer();
    expect(stage.draw()).toBe(50);
  });

  test('a version whose neighbours are not to be had is fetched alone', async () => {
    const stage = new Stage(new Random(10), 300);
    stage.player.seek(200, true);
    await stage.answer();
    stage.player.seek(198, true);
    for (const asked of stage.asked.splice(0)) asked.fail();
    await stage.settle();
    expect(questions(stage)).toEqual(['document 198']);
    await stage.answer();
    expect(stage.draw()).toBe(198);
    expect(stage.failures).toEqual([]);
  });

  test('a version that was given up does not report its end', async () => {
    const stage = new Stage(new Random(8), 100);
    stage.player.seek(100, true);
    await stage.answerAll();
    stage.player.seek(10, false);
    stage.player.seek(100, true);
    stage.player.seek(10, false);
    await stage.settle();
    expect(stage.failures).toEqual([]);
    await stage.answerAll();
    expect(stage.draw()).toBe(10);
  });
});
