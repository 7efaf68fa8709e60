import { evictDurableObject, runInDurableObject } from 'cloudflare:test';
import { expect, test } from 'vitest';
import { newDocument, Peer } from '../support/peer.ts';

const ADA = { id: 'personxxxxxxxxxxxxxxxx', name: 'Ada', color: '#006874' };
const UNKNOWN = { name: null, color: null };
const NOT_LOOKED_UP = { role: null, accessEpoch: null } as const;

test('I8: admits a known user with their last role while D1 is down', async () => {
  const { docId, stub } = await newDocument();
  const before = await Peer.join(stub, docId, { user: ADA, role: 'editor' });
  before.close();
  await evictDurableObject(stub);
  const user = { id: ADA.id, ...UNKNOWN };
  const back = await Peer.join(stub, docId, { user, ...NOT_LOOKED_UP });
  expect(back.joined).toMatchObject({ role: 'editor', user: ADA });
  expect(await back.edit(0, 1, [{ insert: 'x' }])).toBe(1);

  await stub.setAccess({ userId: ADA.id, role: 'viewer', accessEpoch: 5 });
  const demoted = await Peer.join(stub, docId, { user, ...NOT_LOOKED_UP });
  expect(demoted.joined).toMatchObject({ role: 'viewer', user: ADA });
});

test('I6: admits no one else: a stranger, a removed user, a user who never came', async () => {
  const { docId, stub } = await newDocument();
  const peer = await Peer.join(stub, docId, { user: ADA });
  await stub.setAccess({ userId: ADA.id, role: null, accessEpoch: 1 });
  expect((await peer.closed).code).toBe(4403);
  await stub.setAccess({ userId: 'invitedxxxxxxxxxxxxxxx', role: 'editor', accessEpoch: 2 });
  for (const id of ['strangerxxxxxxxxxxxxxx', ADA.id, 'invitedxxxxxxxxxxxxxxx']) {
    const refused = await Peer.open(stub, docId, { user: { id, ...UNKNOWN }, ...NOT_LOOKED_UP });
    expect((await refused.closed).code).toBe(1012);
  }
});

test('a connect is one row when it brings news, and none when it does not', async () => {
  const { docId, stub } = await newDocument();
  const written = (): Promise<unknown> =>
    runInDurableObject(stub, (_, { storage }) => storage.sql.exec('SELECT * FROM access').toArray());
  await Peer.join(stub, docId, { user: ADA, accessEpoch: 3 });
  const first = await written();
  expect(first).toEqual([
    {
      user_id: ADA.id,
      role: 'editor',
      epoch: 3,
      name: ADA.name,
      color: ADA.color,
      ends_at: null,
      role_after: null,
      guest: null,
    },
  ]);
  await Peer.join(stub, docId, { user: ADA, accessEpoch: 4 });
  expect(await written()).toEqual(first);
  await Peer.join(stub, docId, { user: { ...ADA, name: 'Ada L.' }, accessEpoch: 4 });
  expect(await written()).toMatchObject([{ name: 'Ada L.', epoch: 4 }]);
});

test('a document of an older version of the code is brought up to date when it wakes', async () => {
  const { docId, stub } = await newDocument();
  const user = { id: ADA.id, ...UNKNOWN };
  await stub.setAccess({ userId: ADA.id, role: 'editor', accessEpoch: 1 });
  const makeOld = (full: boolean): Promise<void> =>
    runInDurableObject(stub, (_, { storage }) => {
      storage.sql.exec(`
        CREATE TABLE old (user_id TEXT PRIMARY KEY, role TEXT, epoch INTEGER NOT NULL) WITHOUT ROWID;
        INSERT INTO old SELECT user_id, role, epoch FROM access;
        DROP TABLE access;
        ALTER TABLE old RENAME TO access;
        DELETE FROM meta WHERE key = 'schemaVersion';
      `);
      const newer = storage.sql.exec<{ name: string }>(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'review%'",
      );
      for (const { name } of newer.toArray()) storage.sql.exec(`DROP TABLE ${name}`);
      if (full) {
        storage.sql.exec(
          "CREATE TRIGGER full BEFORE INSERT ON meta BEGIN SELECT RAISE(FAIL, 'disk full'); END",
        );
      }
    });
  await makeOld(true);
  await evictDurableObject(stub);
  // A full disk: the document opens anyway, and writing is retried later.
  const reader = await Peer.join(stub, docId, { user: ADA, accessEpoch: 1 });
  expect(reader.joined.user).toEqual(ADA);
  await runInDurableObject(stub, (_, { storage }) => {
    storage.sql.exec('DROP TRIGGER full');
  });
  await evictDurableObject(stub);
  const knows = await Peer.join(stub, docId, { user: ADA, accessEpoch: 1 });
  knows.close();
  const back = await Peer.join(stub, docId, { user, ...NOT_LOOKED_UP });
  expect(back.joined).toMatchObject({ role: 'editor', user: ADA });
});
