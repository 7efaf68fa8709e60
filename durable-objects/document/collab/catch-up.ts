import { assert } from '../../../src/base/assert.ts';
import { composeRun } from '../../../src/ot/compose.ts';
import { LIMITS } from '../../../src/protocol/limits.ts';
import type { OpsMessage } from '../../../src/protocol/messages.ts';
import type { Frame } from './frame.ts';

/**
 * The log after a client's version as messages (docs/protocol.md, Catching up). Up to and including the frame that
 * holds the client's own operation, each message is one log frame, because the server transformed that operation frame
 * by frame. The rest is composed, in messages of about 256 KiB cut at the edges of frames.
 */
export class CatchUp {
  readonly #own: number | null;
  #version: number;
  #run: Frame[] = [];
  #weight = 0;

  constructor(version: number, own: number | null) {
    this.#version = version;
    this.#own = own;
  }

  /** The version up to which frames have been taken. */
  get version(): number {
    return this.#version;
  }

  /** Takes the next frame and yields the messages that it completes. Throws when it leaves a gap. */
  *take(frame: Frame): Iterable<OpsMessage> {
    const version = this.#version;
    if (frame.to <= version) return;
    assert(frame.from <= version, `the log has nothing of the versions ${version + 1} to ${frame.from}`);
    this.#version = frame.to;
    if (frame.from < version) {
      yield { type: 'ops', from: version, to: frame.to, ops: frame.entries.slice(version - frame.from) };
      return;
    }
    if (this.#own !== null && frame.from < this.#own) {
      yield asCommitted(frame);
      return;
    }
    const size = JSON.stringify(frame.composed).length;
    if (this.#weight + size > LIMITS.catchUpBytes) yield* this.rest();
    this.#run.push(frame);
    this.#weight += size;
  }

  /** The message of the frames that were taken but not yielded. */
  *rest(): Iterable<OpsMessage> {
    if (this.#run.length > 0) yield composed(this.#run);
    this.#run = [];
    this.#weight = 0;
  }
}

/** All of `frames` after `version`, as messages. */
export function* catchUp(frames: Iterable<Frame>, version: number, own: number | null): Iterable<OpsMessage> {
  const messages = new CatchUp(version, own);
  for (const frame of frames) yield* messages.take(frame);
  yield* messages.rest();
}

function composed(run: readonly Frame[]): OpsMessage {
  const first = run[0] as Frame;
  if (run.length === 1) return asCommitted(first);
  const last = run[run.length - 1] as Frame;
  return {
    type: 'ops',
    from: first.from,
    to: last.to,
    ops: [{ delta: composeRun(run.map((frame) => frame.composed)) }],
  };
}

function asCommitted(frame: Frame): OpsMessage {
  return { type: 'ops', from: frame.from, to: frame.to, ops: [...frame.entries] };
}
