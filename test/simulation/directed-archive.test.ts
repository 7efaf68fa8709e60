import { describe, expect, test } from 'vitest';
import { A, B, B_BEFORE_A, DELETE_A, Stage, withA, X_BEHIND_A } from './directed-stage.ts';

describe('a join from before the kept log', () => {
  /** A log of 7 versions that keeps only the last one; B's own operation is the 4th version. */
  function pruned(): Stage {
    const stage = new Stage();
    const { a, b, c } = withA(stage);
    stage.op(a, 1, 2, X_BEHIND_A);
    stage.op(c, 1, 1, DELETE_A);
    stage.commit();
    stage.op(b, 1, 1, B_BEFORE_A);
    stage.commit();
    for (let seq = 3; seq <= 5; seq++) {
      stage.op(a, stage.server.log.head, seq, [{ insert: `${seq}` }]);
      stage.commit();
    }
    stage.server.checkpoint();
    stage.server.log.prune(6);
    expect(stage.server.log.from).toBe(6);
    return stage;
  }

  /** Lets time pass until the archive has been read to its end. */
  async function read(stage: Stage): Promise<void> {
    while (stage.server.reading > 0) {
      stage.commit();
      await null;
    }
  }

  test.each([
    ['known', 0],
    ['looked for in the archive', 6],
  ])(
    'its own operation is %s: frames as committed up to it, composed behind it',
    async (_name, clientsFrom) => {
      const stage = pruned();
      stage.server.log.clientsFrom = clientsFrom;
      stage.server.evict();
      const b = stage.join(B, 1, true);
      await read(stage);
      const log = stage.logOf(b);
      expect(log.map(({ from, to }) => [from, to])).toEqual([
        [1, 3],
        [3, 4],
        [4, 7],
      ]);
      expect(log[0]?.ops).toHaveLength(2);
      expect(log[1]?.ops).toMatchObject([{ client: B, seq: 1 }]);
      expect(log[2]?.ops).toEqual([{ delta: [{ insert: '543' }] }]);
    },
  );

  test('nothing else reaches it until it is through, then everything does', async () => {
    const stage = pruned();
    const b = stage.join(B, 1, true);
    const a = stage.join(A, null, false);
    stage.heard(a);
    stage.say(a, { type: 'op', version: 7, seq: 6, delta: [{ insert: 'live' }] });
    expect(stage.heard(b).map(({ type }) => type)).toEqual(['joined']);
    await read(stage);
    stage.op(a, 8, 7, [{ insert: 'more' }]);
    stage.commit();
    const heard = stage.heard(b);
    const log = heard.filter((message) => message.type === 'ops');
    expect(log.map(({ from }) => from)).toEqual([1, 3, 4, 8]);
    expect(log.at(-1)).toMatchObject({ to: 9, ops: [{ client: A, seq: 7 }] });
    const present = heard.flatMap((message) => (message.type === 'presence' ? message.joined : []));
    expect(present.map(({ client }) => client)).toContain(A);
  });

  test('an archive that cannot be read closes it with 1012, and it comes again', async () => {
    const stage = pruned();
    stage.server.archiveFails = 1;
    const b = stage.join(B, 1, true);
    await read(stage);
    expect(b.closedWith).toBe(1012);
    stage.server.archiveFails = 0;
    const again = stage.join(B, 1, true);
    await read(stage);
    expect(stage.logOf(again).at(-1)?.to).toBe(7);
  });

  test('without edits of its own it gets the snapshot', () => {
    const stage = pruned();
    expect(stage.heard(stage.join(B, 1, false))[0]).toMatchObject({ snapshot: { version: 7 } });
    expect(stage.server.readings).toBe(0);
  });
});
