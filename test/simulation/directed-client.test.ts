import { expect, test } from 'vitest';
import { canonicalJson } from '../../src/ot/canonical.ts';
import type { Delta } from '../../src/ot/op.ts';
import type { OpsMessage } from '../../src/protocol/messages.ts';
import { DocumentClient } from '../../web/collab/document-client.ts';
import { Random } from '../support/random.ts';
import { A, B, C, DELETE_A, userOf, X_BEHIND_A } from './directed-stage.ts';
import { LoneClient } from './lone-client.ts';
import { SimClock } from './sim-clock.ts';
import { SimOutbox } from './sim-outbox.ts';

const SNAPSHOT = { version: 2, ops: [{ insert: 'aX\n' }] };

test('a client drops a message that straddles its version, and joins again', () => {
  const lone = new LoneClient();
  const { client, sent } = lone;
  lone.open();
  lone.joined(2, SNAPSHOT);
  sent.length = 0;
  const frame: OpsMessage = {
    type: 'ops',
    from: 1,
    to: 3,
    ops: [
      { client: A, seq: 2, delta: X_BEHIND_A },
      { client: C, seq: 1, delta: DELETE_A },
    ],
  };
  client.received(JSON.stringify(frame));
  expect(sent.map((text) => JSON.parse(text) as unknown)).toEqual([
    { type: 'join', client: client.client, version: 2, pending: false },
  ]);
  client.received(JSON.stringify({ ...frame, from: 2 }));
  expect(canonicalJson(lone.shown)).toBe('[{"insert":"aX\\n"}]');
});

test('a client sends the generation of its version, once the server has named one', () => {
  const sent: string[] = [];
  const none = (): void => {};
  const client = new DocumentClient({
    docId: 'd',
    userId: userOf(B),
    clock: new SimClock(new Random(1)).for({}),
    outbox: new SimOutbox().for({}),
    fetchSnapshot: () => Promise.reject(new Error('unused')),
    editor: { load: none, apply: none, flush: none },
    events: { status: none, peers: none, role: none, rejected: none, synced: none },
  });
  const join = (): unknown => {
    client.opened({ send: (text) => sent.push(text), reconnect: none });
    return JSON.parse(sent.pop() ?? 'null');
  };
  const joined = (more: object): string =>
    JSON.stringify({
      type: 'joined',
      protocol: 1,
      version: 2,
      role: 'editor',
      user: { id: userOf(B), name: 'B', color: '#000000' },
      snapshot: { version: 2, ops: [{ insert: 'aX\n' }] },
      synced: 0,
      roster: [],
      limits: { opBytes: 1, documentBytes: 1 },
      ...more,
    });
  expect(join()).toEqual({ type: 'join', client: client.client, version: null, pending: false });
  client.received(joined({}));
  client.closed(1012);
  expect(join()).toEqual({ type: 'join', client: client.client, version: 2, pending: false });
  client.received(joined({ reset: true, generation: 7 }));
  client.closed(1012);
  expect(join()).toEqual({ type: 'join', client: client.client, version: 2, pending: false, generation: 7 });
  // While the new snapshot has not arrived, the client holds what it held before.
  client.received(joined({ reset: true, generation: 9, snapshot: { version: 1, url: 'https://x/' } }));
  client.closed(1006);
  expect(join()).toEqual({ type: 'join', client: client.client, version: 2, pending: false, generation: 7 });
});

test('a client stops sending the operation that closed its socket as too large, and keeps it', async () => {
  const lone = new LoneClient();
  const { client, sent } = lone;
  lone.open();
  lone.joined(2, SNAPSHOT);
  const bold: Delta = [{ retain: 2, attributes: { bold: true } }];
  lone.edit(bold);
  await lone.pass(1_000);
  expect(sent.filter((text) => text.includes('"op"'))).toHaveLength(1);

  client.closed(4413);
  expect(lone.refused).toMatchObject([{ code: 'too_large', delta: bold }]);
  expect(canonicalJson(lone.shown)).toBe('[{"insert":"aX\\n"}]');
  lone.open();
  lone.joined(2, null);
  await lone.pass(1_000);
  expect(sent.filter((text) => text.includes('"op"'))).toHaveLength(1);
});
