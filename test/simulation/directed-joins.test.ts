import { describe, expect, test } from 'vitest';
import { canonicalJson } from '../../src/ot/canonical.ts';
import { A, B, C, Stage, withA } from './directed-stage.ts';
import type { SimSocket } from './sim-socket.ts';

describe('a join', () => {
  test('first commits the open frame, so that the joining client meets its own operation', () => {
    const stage = new Stage();
    const { a } = withA(stage);
    stage.op(a, 1, 2, [{ insert: 'one ' }]);
    stage.commit();
    stage.op(a, 2, 3, [{ insert: 'two ' }]);
    const again = stage.join(A, 2, true);
    const [joined, ...log] = stage.heard(again).filter((message) => message.type !== 'presence');
    expect(joined).toMatchObject({ type: 'joined', version: 3, snapshot: null });
    expect(log).toMatchObject([{ type: 'ops', from: 2, to: 3, ops: [{ client: A, seq: 3 }] }]);
  });

  test('an operation that is still queued on the superseded socket is ignored', () => {
    const stage = new Stage();
    const { a } = withA(stage);
    const again = stage.join(A, 1, true);
    stage.op(a, 1, 2, [{ insert: 'late ' }]);
    stage.op(again, 1, 2, [{ insert: 'late ' }]);
    stage.commit();
    expect(a.closedWith).toBe(4409);
    expect(stage.server.log.head).toBe(2);
    expect(canonicalJson(stage.server.log.text)).toBe('[{"insert":"late a\\n"}]');
  });

  test('a version inside a frame is answered with that frame’s members after it', () => {
    const stage = new Stage();
    const { a, b } = withA(stage);
    stage.op(a, 1, 2, [{ insert: 'x' }]);
    stage.op(b, 1, 1, [{ insert: 'y' }]);
    stage.commit();
    expect(stage.server.log.frames.at(-1)).toMatchObject({ from: 1, to: 3 });
    expect(stage.logOf(stage.join(C, 2, true))).toMatchObject([
      { from: 2, to: 3, ops: [{ client: B, seq: 1 }] },
    ]);
  });

  test('up to the own operation the log comes frame by frame, behind it composed', () => {
    const stage = new Stage();
    const { a, b, c } = withA(stage);
    const send = (socket: SimSocket, seq: number): void => {
      stage.op(socket, stage.server.log.head, seq, [{ insert: `${seq}` }]);
      stage.commit();
    };
    send(b, 1);
    send(b, 2);
    send(a, 2);
    send(b, 3);
    send(b, 4);
    send(c, 1);
    const log = stage.logOf(stage.join(A, 1, true));
    expect(log.map(({ from, to }) => [from, to])).toEqual([
      [1, 2],
      [2, 3],
      [3, 4],
      [4, 7],
    ]);
    expect(log[3]?.ops).toEqual([{ delta: [{ insert: '143' }] }]);
  });
});
