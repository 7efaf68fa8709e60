import { describe, expect, test } from 'vitest';
import { catchUp } from '../../durable-objects/document/collab/catch-up.ts';
import { type Frame, makeFrame } from '../../durable-objects/document/collab/frame.ts';
import { canonicalJson } from '../../src/ot/canonical.ts';
import { compose } from '../../src/ot/compose.ts';
import type { Delta } from '../../src/ot/op.ts';
import { PendingEdits } from '../../web/collab/pending-edits.ts';
import { B, B_BEFORE_A, DELETE_A, Stage, withA, X_BEHIND_A } from './directed-stage.ts';
import type { SimSocket } from './sim-socket.ts';

describe('frames are units of transformation', () => {
  /** The text after B's own insert: on the server, and in B's editor once it has received `frames`. */
  function bothSides(
    stage: Stage,
    b: SimSocket,
    frames: readonly Frame[],
  ): { server: string; client: string } {
    stage.op(b, 1, 1, B_BEFORE_A);
    stage.commit();
    const edits = new PendingEdits(B, 0, null, B_BEFORE_A);
    edits.take();
    let shown: Delta = compose([{ insert: 'a\n' }], B_BEFORE_A);
    for (const message of catchUp(frames, 1, Number.POSITIVE_INFINITY)) {
      const received = edits.receive(edits.parts(message.ops));
      received.take();
      shown = compose(shown, received.shown ?? []);
    }
    return { server: canonicalJson(stage.server.log.text), client: canonicalJson(shown) };
  }

  test('X behind a, then a deleted, while another inserts before a: both sides take the frame as one', () => {
    const stage = new Stage();
    const { a, b, c } = withA(stage);
    stage.op(a, 1, 2, X_BEHIND_A);
    stage.op(c, 1, 1, DELETE_A);
    stage.commit();
    const { server, client } = bothSides(stage, b, stage.server.log.frames.slice(1));
    expect(server).toBe('[{"insert":"Xb\\n"}]');
    expect(client).toBe(server);
  });

  test('frame edges lost in storage would make the copies differ', () => {
    const stage = new Stage();
    const { a, b, c } = withA(stage);
    stage.op(a, 1, 2, X_BEHIND_A);
    stage.op(c, 1, 1, DELETE_A);
    stage.commit();
    const split = stage.server.log.frames
      .slice(1)
      .flatMap((frame) => frame.entries.map((entry, i) => makeFrame(frame.from + i, [entry])));
    const { server, client } = bothSides(stage, b, split);
    expect(client).not.toBe(server);
  });

  test('and an eviction keeps them', () => {
    const stage = new Stage();
    const { a, b, c } = withA(stage);
    stage.op(a, 1, 2, X_BEHIND_A);
    stage.op(c, 1, 1, DELETE_A);
    stage.commit();
    stage.server.evict();
    const { server, client } = bothSides(stage, b, stage.server.log.frames.slice(1));
    expect(client).toBe(server);
  });
});
