import { beforeEach, describe, expect, test } from 'vitest';
import { ConnectedTab, messages } from './connected-tab.ts';

let tab: ConnectedTab;

beforeEach(async () => {
  tab = await ConnectedTab.open();
});

describe('a newer server', () => {
  test('the client skips unknown frames and fields, and sends its unsent edits', async () => {
    tab.client.edit([{ insert: 'mine ' }]);
    const socket = tab.latest();
    for (const frame of [
      { type: 'unheard-of', from: 1, to: 9, ops: [] },
      { type: 'synced', version: 1, snapshot: 0, later: true },
      { type: 'presence', joined: [], left: [], cursors: [], later: { x: 1 } },
      { type: 'role', role: 'editor', until: 12 },
    ])
      socket.onmessage?.({ data: JSON.stringify(frame) });
    await tab.pass(1_000);
    const own = messages(socket).find(({ type }) => type === 'op') as { seq?: number; delta?: unknown };
    expect(own).toMatchObject({ seq: 1, delta: [{ insert: 'mine ' }] });
    socket.onmessage?.({
      data: JSON.stringify({
        type: 'ops',
        from: 1,
        to: 2,
        ops: [{ client: tab.client.client, seq: 1, delta: [{ insert: 'mine ' }], by: 'later' }],
        later: 1,
      }),
    });
    expect([tab.client.status, tab.kept, tab.sockets.length]).toEqual([
      { state: 'saved', version: 2 },
      [],
      1,
    ]);
  });
});
