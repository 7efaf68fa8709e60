import type { VersionPlayer } from '../../collab/index.ts';

/** The speed of playback: a multiple of typing speed, or the whole history in half a minute. */
export type Speed = '1' | '10' | '100' | 'fit';

// A person who types makes about ten operations a second.
const TYPING_RATE = 10;
const FIT_SECONDS = 30;
// After a longer pause between frames, playback continues from where it was.
const LONGEST_FRAME_MS = 250;

/** Whether a reader can follow this speed word by word. */
export function isFollowed(speed: Speed): boolean {
  return speed === '1' || speed === '10';
}

/** The clock of playback: converts the time between two frames into versions. */
export class Playback {
  private readonly player: VersionPlayer;
  private progress: number;
  private last: number | null = null;

  constructor(player: VersionPlayer, from: number) {
    this.player = player;
    this.progress = from;
  }

  /** Advances playback for the frame at `now` (ms). Returns whether it continues. */
  advance(now: number, speed: Speed): boolean {
    const { player } = this;
    // Playback begins once its first version is loaded.
    if (this.last === null && player.seeking) return true;
    const rate = speed === 'fit' ? player.head / FIT_SECONDS : TYPING_RATE * Number(speed);
    const passed = this.last === null ? 0 : Math.min(now - this.last, LONGEST_FRAME_MS);
    this.last = now;
    this.progress = Math.min(this.progress + (passed / 1000) * rate, player.head);
    const reached = player.play(Math.floor(this.progress), rate);
    if (player.seeking) return true;
    // At a numeric speed, playback waits for what is not loaded; the half minute of the whole history is a promise.
    if (speed !== 'fit') this.progress = Math.min(this.progress, reached + 1);
    return reached < player.head;
  }
}
