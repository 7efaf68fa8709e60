import { expect, test } from 'vitest';
import type { Delta } from '../../src/ot/op.ts';
import { A, B, C, Stage } from './directed-stage.ts';
import type { SimSocket } from './sim-socket.ts';

const D = 'dave-000-dddddddd';

test('a frame stays under 1 MB even when others have cut its operations into many members', () => {
  const stage = new Stage();
  const [a, ...others] = [A, B, C, D].map((client) => stage.join(client, null, false));
  if (a === undefined) throw new Error('no client joined');
  stage.op(a, 0, 1, [{ insert: 'x'.repeat(5_000) }]);
  stage.commit();
  const between = Array.from({ length: 9_998 }, (_, i) => (i % 2 ? { insert: 'y' } : { retain: 1 }));
  stage.op(a, 1, 2, between);
  stage.commit();
  // The first edit after a pause is a frame by itself; the following ones gather.
  stage.op(a, 2, 3, [{ insert: 'z' }]);
  for (const [i, name] of ['alt', 'width', 'height'].entries()) {
    const delta: Delta = [{ retain: 5_000, attributes: { [name]: 'w'.repeat(50) } }];
    stage.op(others[i] as SimSocket, 1, 1, delta);
  }
  stage.commit();
  expect(stage.server.log.head).toBe(6);
  const lengths = stage.server.log.frames.map((frame) => JSON.stringify(frame.entries).length);
  expect(Math.max(...lengths)).toBeGreaterThan(400_000);
  expect(Math.max(...lengths)).toBeLessThan(1_000_000);
});
