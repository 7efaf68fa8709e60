import type { VersionPlayer } from '../../collab/index.ts';

/** How fast the past is played: times the pace of somebody who types, or all of it in half a minute. */
export type Speed = '1' | '10' | '100' | 'fit';

// Somebody who types makes about ten operations a second.
const TYPING_RATE = 10;
const FIT_SECONDS = 30;
// A page that was not drawn for longer goes on from where it was.
const LONGEST_FRAME_MS = 250;

/** Whether a reader can follow it word by word. */
export function isFollowed(speed: Speed): boolean {
  return speed === '1' || speed === '10';
}

/** The clock of a playback: turns the time between two frames into versions. */
export class Playback {
  private readonly player: VersionPlayer;
  private progress: number;
  private last: number | null = null;

  constructor(player: VersionPlayer, from: number) {
    this.player = player;
    this.progress = from;
  }

  /** Plays on for the frame at `now` (ms); answers whether there is more to come. */
  advance(now: number, speed: Speed): boolean {
    const { player } = this;
    // It begins when its first version is there.
    if (this.last === null && player.seeking) return true;
    const rate = speed === 'fit' ? player.head / FIT_SECONDS : TYPING_RATE * Number(speed);
    const passed = this.last === null ? 0 : Math.min(now - this.last, LONGEST_FRAME_MS);
    this.last = now;
    this.progress = Math.min(this.progress + (passed / 1000) * rate, player.head);
    const reached = player.play(Math.floor(this.progress), rate);
    if (player.seeking) return true;
    // At a pace that is asked for by number it waits for what is not loaded; all of it in half a minute is a promise.
    if (speed !== 'fit') this.progress = Math.min(this.progress, reached + 1);
    return reached < player.head;
  }
}
