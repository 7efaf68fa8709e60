import { beforeEach, describe, expect, test } from 'vitest';
import { ConnectedTab, joined, messages } from './connected-tab.ts';

let tab: ConnectedTab;

beforeEach(async () => {
  tab = await ConnectedTab.open();
});

describe('a connection', () => {
  test('edits made offline wait, are counted, and go after the join', async () => {
    tab.latest().drop(1006);
    tab.client.edit([{ insert: 'a' }]);
    tab.client.edit([{ retain: 1 }, { insert: 'b' }]);
    expect(tab.client.status).toEqual({ state: 'offline', edits: 0 });
    await tab.settle();
    expect(tab.client.status).toEqual({ state: 'offline', edits: 2 });
    tab.connection.wake();
    await tab.settle();
    tab.latest().open();
    expect(messages(tab.latest())).toMatchObject([{ type: 'join', version: 1, pending: true }]);
    tab.latest().onmessage?.({ data: joined(1).replace(/"snapshot":\{.*?\]\}/, '"snapshot":null') });
    await tab.pass(1_000);
    expect(messages(tab.latest())[1]).toMatchObject({
      type: 'op',
      version: 1,
      seq: 1,
      delta: [{ insert: 'ab' }],
    });
    expect(tab.client.status).toEqual({ state: 'saving', version: 1 });
  });

  test('nothing is said to a socket that is closing', async () => {
    const socket = tab.latest();
    const said = socket.sent.length;
    socket.readyState = 2;
    tab.client.edit([{ insert: 'unsent' }]);
    tab.connection.wake();
    await tab.pass(100);
    expect(socket.sent).toHaveLength(said);
    socket.drop(1006);
    await tab.pass(2_000);
    expect(tab.sockets).toHaveLength(2);
  });

  test('alone, edits are batched for 300 ms; in company they go at once', async () => {
    tab.client.edit([{ insert: 'a' }]);
    await tab.pass(200);
    expect(messages(tab.latest()).map(({ type }) => type)).toEqual(['join']);
    await tab.pass(200);
    expect(messages(tab.latest()).map(({ type }) => type)).toEqual(['join', 'op']);
    const entry = { client: tab.client.client, seq: 1, delta: [{ insert: 'a' }] };
    tab.latest().onmessage?.({ data: JSON.stringify({ type: 'ops', from: 1, to: 2, ops: [entry] }) });
    const other = {
      client: 'somebody-12345678',
      user: { id: 's', name: 'S', color: '#000000' },
      role: 'editor',
      cursor: null,
    };
    tab.latest().onmessage?.({
      data: JSON.stringify({ type: 'presence', joined: [other], left: [], cursors: [] }),
    });
    tab.client.edit([{ insert: 'b' }]);
    await tab.settle();
    expect(messages(tab.latest()).map(({ type }) => type)).toEqual(['join', 'op', 'op']);
  });

  test('nothing is sent before the outbox holds it', async () => {
    const other = {
      client: 'somebody-12345678',
      user: { id: 's', name: 'S', color: '#000000' },
      role: 'editor',
      cursor: null,
    };
    tab.latest().onmessage?.({
      data: JSON.stringify({ type: 'presence', joined: [other], left: [], cursors: [] }),
    });
    tab.client.edit([{ insert: 'a' }]);
    for (let i = 0; i < 50; i++) await null;
    expect(messages(tab.latest()).map(({ type }) => type)).toEqual(['join']);
    tab.outbox.settle();
    for (let i = 0; i < 50; i++) await null;
    expect(messages(tab.latest()).map(({ type }) => type)).toEqual(['join', 'op']);
  });
});
