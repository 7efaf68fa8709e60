import { composeRun } from '../../src/ot/compose.ts';
import { LIMITS } from '../../src/protocol/limits.ts';
import type { OpsMessage } from '../../src/protocol/messages.ts';
import type { Frame } from './frame.ts';

/**
 * The log after `version` as messages (docs/protocol.md, Catching up): up to and including the frame that holds
 * version `own` one log frame a message, because the server transformed that operation frame by frame; what follows
 * composed, in messages of about 256 KiB cut on frames' edges.
 */
export function* catchUp(frames: Iterable<Frame>, version: number, own: number | null): Iterable<OpsMessage> {
  let run: Frame[] = [];
  let weight = 0;
  for (const frame of frames) {
    if (frame.to <= version) continue;
    if (frame.from < version) {
      yield { type: 'ops', from: version, to: frame.to, ops: frame.entries.slice(version - frame.from) };
      continue;
    }
    if (own !== null && frame.from < own) {
      yield asCommitted(frame);
      continue;
    }
    const size = JSON.stringify(frame.composed).length;
    if (run.length > 0 && weight + size > LIMITS.catchUpBytes) {
      yield composed(run);
      run = [];
      weight = 0;
    }
    run.push(frame);
    weight += size;
  }
  if (run.length > 0) yield composed(run);
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
