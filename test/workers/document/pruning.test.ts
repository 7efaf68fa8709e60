import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { beforeEach, expect, test, vi } from 'vitest';
import { GENESIS_HEX, proveFrame } from '../../../src/platform/archive/segment.ts';
import { archivedFrames } from '../support/archive.ts';
import { newDocument, Peer, type Stub } from '../support/peer.ts';

const USER = 'personxxxxxxxxxxxxxxxx';

// Only the test acknowledges here.
beforeEach(() => {
  vi.spyOn(env.DOCUMENT_CHANGES, 'send').mockResolvedValue({} as QueueSendResponse);
  vi.spyOn(env.DOCUMENT_SNAPSHOTS, 'send').mockResolvedValue({} as QueueSendResponse);
});

/** Writes one character per version, up to `to`; every 1,000th version is checkpointed, as in production. */
async function writeUpTo(stub: Stub, from: number, to: number): Promise<void> {
  await runInDurableObject(stub, async (instance) => {
    const document = instance as unknown as Stub;
    for (let baseVersion = from; baseVersion < to; baseVersion++) {
      const edited = await document.edit({ userId: USER, baseVersion, delta: [{ insert: 'x' }] });
      if (!edited.ok) throw new Error(edited.error.message);
      if (baseVersion % 1_000 === 999) await document.makeCheckpoint();
    }
  });
}

const rows = (stub: Stub): Promise<number> =>
  runInDurableObject(stub, (_, { storage }) =>
    Number(storage.sql.exec('SELECT count(*) AS n FROM frames').one().n),
  );

test('I3 I4: prunes old versions that are archived and checkpointed; everything after them is unchanged', async () => {
  const { docId, stub } = await newDocument();
  const identity = { client: 'personxx-identity1', seq: 1 };
  await stub.edit({ userId: USER, baseVersion: 0, delta: [{ insert: 'first' }], ...identity });
  await writeUpTo(stub, 1, 7_500);
  const whole = await archivedFrames(stub, 0);
  const old = await stub.read(7_300);

  await stub.acknowledge({ version: 0, snapshot: 7_000 });
  expect(await rows(stub)).toBe(7_500);
  await stub.markDiverged('somebody looks into it');
  await stub.acknowledge({ version: 7_500, snapshot: 7_000 });
  expect(await rows(stub)).toBe(7_500);
  await stub.markDiverged(null);
  await stub.acknowledge({ version: 7_500, snapshot: 7_000 });
  expect(await rows(stub)).toBe(6_000);

  for (const when of ['in memory', 'after a wake']) {
    expect(await stub.status(), when).toMatchObject({
      value: { version: 7_500, keptFrom: 1_500, reconciledVersion: 7_500, chain: whole.at(-1)?.chain },
    });
    expect(await archivedFrames(stub, 1_500)).toEqual(whole.slice(1_500));
    expect(await stub.frames(1_499)).toMatchObject({ error: { code: 'pruned' } });
    expect(await stub.log(1_499, 1)).toMatchObject({ error: { code: 'pruned' } });
    expect(await stub.log(1_500, 1)).toMatchObject({ value: { head: 7_500, entries: [{ version: 1_501 }] } });
    expect(await stub.read(1_400)).toMatchObject({ error: { code: 'pruned' } });
    expect(await stub.read(7_300)).toEqual(old);
    // The same request months later: it is deduped, and changes nothing.
    expect(
      await stub.edit({ userId: USER, baseVersion: 0, delta: [{ insert: 'first' }], ...identity }),
    ).toEqual({ ok: true, value: { version: 1, delta: null } });
    expect(await stub.edit({ userId: USER, baseVersion: 1_499, delta: [] })).toMatchObject({
      error: { code: 'pruned' },
    });
    await evictDurableObject(stub);
  }
  expect(await stub.head()).toMatchObject({ value: { version: 7_500 } });

  // The chain continues from the pruned log.
  await writeUpTo(stub, 7_500, 9_000);
  await stub.acknowledge({ version: 9_000, snapshot: 9_000 });
  const kept = await archivedFrames(stub, 3_000);
  let chain = whole[2_999]?.chain ?? GENESIS_HEX;
  for (const frame of kept) chain = proveFrame(frame, frame.first - 1, chain);
  expect(kept).toHaveLength(6_000);

  const late = await Peer.open(stub, docId);
  expect(await late.join(100, false)).toMatchObject({ version: 9_000, snapshot: { version: 9_000 } });
  // A client that never confirmed what it received writes on a very old version: it must catch up first.
  late.op(100, 1, [{ insert: 'kept by its author' }]);
  expect((await late.closed).code).toBe(1012);
}, 120_000);

test('a stream that is being read when its log is pruned breaks, and is never short', async () => {
  const { stub } = await newDocument();
  await writeUpTo(stub, 0, 8_000);
  const answer = await stub.frames(0);
  if (!answer.ok) throw new Error(answer.error.message);
  const reader = answer.value.getReader();
  await reader.read();
  await stub.acknowledge({ version: 8_000, snapshot: 8_000 });
  await runDurableObjectAlarm(stub);
  const drain = async (): Promise<void> => {
    while (!(await reader.read()).done);
  };
  await expect(drain()).rejects.toThrow();
}, 120_000);
