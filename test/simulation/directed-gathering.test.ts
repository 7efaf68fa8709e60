import { expect, test } from 'vitest';
import { A, B, C, Stage, userOf } from './directed-stage.ts';
import type { SimSocket } from './sim-socket.ts';

const HOUR_MS = 3_600_000;

/** A stage with the bounds of a document that 100 sockets have open, and A's first edit in it. */
function crowd(): { stage: Stage; a: SimSocket } {
  const stage = new Stage({ fanOutMs: 10, longestMs: 40 });
  const a = stage.join(A, null, false);
  stage.op(a, 0, 1, [{ insert: 'a' }]);
  expect(stage.server.log.head).toBe(1);
  return { stage, a };
}

test('a clock that is set back delays no frame by more than a frame takes', () => {
  const { stage, a } = crowd();
  stage.clock.time -= HOUR_MS;
  stage.op(a, 1, 2, [{ insert: 'b' }]);
  stage.pass(40);
  expect(stage.server.log.head).toBe(2);
});

test('one person alone waits for what the fan-out is worth, not for others', () => {
  const { stage, a } = crowd();
  stage.pass(2);
  stage.op(a, 1, 2, [{ insert: 'b' }]);
  stage.pass(7);
  expect(stage.server.log.head).toBe(1);
  stage.pass(1);
  expect(stage.server.log.head).toBe(2);
});

test('no one waits for the operation of a client whose operations are refused', () => {
  const { stage, a } = crowd();
  stage.server.setRole(userOf(B), 'viewer');
  const [viewer, defective] = [stage.join(B, null, false), stage.join(C, null, false)];
  stage.op(viewer, 1, 1, [{ insert: 'x' }]);
  stage.op(defective, 1, 1, [{ delete: 99 }]);
  expect([viewer, defective].map((socket) => stage.heard(socket).at(-1)?.type)).toEqual(['reject', 'reject']);
  for (let version = 1; version < 3; version++) {
    stage.pass(20);
    stage.op(a, version, version + 1, [{ insert: 'b' }]);
    expect(stage.server.log.head).toBe(version + 1);
  }
});
