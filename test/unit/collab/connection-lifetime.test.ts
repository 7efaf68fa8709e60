import { beforeEach, describe, expect, test } from 'vitest';
import { OFFERS } from '../../../src/protocol/offers.ts';
import { ShutOut, SignedOut } from '../../../web/collab/connection.ts';
import { ConnectedTab, messages } from './connected-tab.ts';

let tab: ConnectedTab;

beforeEach(async () => {
  tab = await ConnectedTab.open();
});

describe('a connection', () => {
  test('offers its credential in the subprotocol and joins', () => {
    expect(tab.latest().protocols).toEqual(['collab.v1', ...OFFERS, expect.stringMatching(/^bearer\./)]);
    expect(messages(tab.latest())[0]).toMatchObject({ type: 'join', version: null, pending: false });
    expect(tab.client.status).toEqual({ state: 'saved', version: 1 });
  });

  test('comes back with backoff and full jitter, at most 30 s apart, and joins from its version', async () => {
    const waits: number[] = [];
    for (let i = 0; i < 9; i++) {
      const since = tab.clock.time;
      const before = tab.sockets.length;
      tab.latest().drop(1006);
      while (tab.sockets.length === before) {
        expect(tab.clock.fire()).toBe(true);
        await tab.settle();
      }
      waits.push(tab.clock.time - since);
    }
    waits.forEach((wait, i) => {
      expect(wait).toBeLessThanOrEqual(Math.min(30_000, 1_000 * 2 ** i));
    });
    expect(Math.max(...waits)).toBeGreaterThan(4_000);
    tab.latest().open();
    expect(messages(tab.latest())).toEqual([
      { type: 'join', client: tab.client.client, version: 1, pending: false },
    ]);
  });

  test('a fresh token goes over the open socket before the old one expires', async () => {
    await tab.pass(830_000);
    tab.latest().onmessage?.({ data: 'pong' });
    await tab.pass(15_000);
    expect(tab.refreshes).toBe(1);
    expect(
      tab.sockets.filter((socket) => messages(socket).some(({ type }) => type === 'auth')).length,
    ).toBeGreaterThan(0);
  });

  test('4401 refreshes and connects again; without a session it stops and keeps the edits', async () => {
    tab.client.edit([{ insert: 'unsent' }]);
    tab.latest().drop(4401);
    await tab.pass(2_000);
    expect(tab.refreshes).toBe(1);
    expect(tab.sockets).toHaveLength(2);
    tab.failRefresh = new SignedOut();
    tab.latest().drop(4401);
    await tab.pass(5_000);
    expect(tab.client.status).toEqual({ state: 'stopped', reason: 'unauthenticated' });
    await tab.settle();
    expect([...tab.outbox.records.values()]).toMatchObject([
      { client: tab.client.client, pending: [{ insert: 'unsent' }] },
    ]);
    expect(tab.clock.pending).toBe(0);
  });

  test('where no credential can ever be had again, what was unsent is kept for the user', async () => {
    tab.client.edit([{ insert: 'unsent' }]);
    tab.failRefresh = new ShutOut();
    tab.latest().drop(4401);
    await tab.pass(5_000);
    expect(tab.client.status).toEqual({ state: 'stopped', reason: 'forbidden' });
    expect(tab.kept).toMatchObject([{ delta: [{ insert: 'unsent' }] }]);
    await tab.pass(60_000);
    expect(tab.sockets).toHaveLength(1);
    expect(tab.clock.pending).toBe(0);
  });

  test.each([
    [4403, 'forbidden'],
    [4410, 'deleted'],
    [4400, 'protocol_error'],
  ])('%i stops, and what was unsent is kept for the user', async (code, reason) => {
    tab.client.edit([{ insert: 'unsent' }]);
    tab.latest().drop(code);
    expect(tab.client.status).toEqual({ state: 'stopped', reason });
    expect(tab.kept).toMatchObject([{ delta: [{ insert: 'unsent' }] }]);
    await tab.pass(60_000);
    expect(tab.sockets).toHaveLength(1);
    expect(tab.outbox.keptEdits).toHaveLength(1);
    expect(tab.outbox.records.size).toBe(0);
  });

  test('a socket that answers no ping is given up', async () => {
    tab.latest().answersPings = false;
    await tab.pass(39_000);
    expect(tab.sockets[0]?.sent).toContain('ping');
    await tab.pass(3_000);
    expect(tab.sockets[0]?.closed).toBe(true);
    expect(tab.sockets.length).toBeGreaterThan(1);
  });
});
