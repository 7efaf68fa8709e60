import { expect, test } from 'vitest';
import { newClientId } from '../../../src/base/ids.ts';
import { lengthChange } from '../../../src/ot/lengths.ts';
import type { Delta } from '../../../src/ot/op.ts';
import { parseDelta } from '../../../src/ot/parse-delta.ts';
import type { OpMessage } from '../../../src/protocol/messages.ts';
import { DocumentClient } from '../../../web/collab/document-client.ts';
import type { Outbox } from '../../../web/collab/ports.ts';
import { SimClock } from '../../simulation/sim-clock.ts';
import { Random } from '../../support/random.ts';
import { refusedDocument, refusedOperation } from '../../support/refused-text.ts';
import { forSeeds } from '../../support/seeds.ts';

const USER = 'userxxxxxxxxxxxxxxxxxx';
const DOC = 'docxxxxxxxxxxxxxxxxxxx';
const RULES = { docId: DOC, maxBytes: 1e6, maxMembers: 1e4, form: 'canonical' } as const;

// Every write is durable at once.
const OUTBOX: Outbox = {
  save: async () => {},
  remove: async () => {},
  claim: async () => {},
  release: async () => {},
  adopt: async () => null,
  keep: async () => {},
  kept: async () => [],
  forget: async () => {},
};

/** The operations that a client sends for a tab of an older page that left these edits, each answered by the server. */
async function sentFor(inflight: Delta, pending: Delta | null, random: Random): Promise<OpMessage[]> {
  const none = (): void => {};
  const own = newClientId(USER);
  const sent: OpMessage[] = [];
  const clock = new SimClock(random);
  const client = new DocumentClient({
    docId: DOC,
    userId: USER,
    clock: clock.for({}),
    outbox: OUTBOX,
    fetchSnapshot: () => Promise.reject(new Error('nothing is fetched here')),
    editor: { load: none, apply: none, flush: none },
    events: { status: none, peers: none, role: none, rejected: none, synced: none },
    resume: {
      docId: DOC,
      client: own,
      userId: USER,
      version: 3,
      seq: 2,
      inflight: { seq: 2, delta: inflight },
      pending,
      savedAt: 0,
    },
  });
  client.opened({
    send: (text) => {
      const message = JSON.parse(text) as OpMessage;
      if (message.type === 'op') sent.push(message);
    },
    reconnect: none,
  });
  const user = { id: USER, name: 'User', color: '#336699' };
  const joined = { type: 'joined', protocol: 1, version: 3, role: 'editor', user, snapshot: null, synced: 0 };
  const limits = { opBytes: 1e6, documentBytes: 1e7 };
  const roster = [{ client: own, user, role: 'editor', cursor: null }];
  client.received(JSON.stringify({ ...joined, roster, limits }));
  // The first may have been committed before: the log then has it in the older page's form.
  const entry = { client: own, seq: 2, delta: inflight };
  client.received(JSON.stringify({ type: 'ops', from: 3, to: 4, ops: [entry] }));
  client.flush();
  // Each operation is durable before it is sent.
  for (let i = 0; i < 20 && sent.length < 2; i++) {
    clock.fire();
    await new Promise((resolve) => setImmediate(resolve));
  }
  return sent;
}

test('what a tab of an older page left is sent cut down to the table, with every length kept', async () => {
  const runs: (() => Promise<void>)[] = [];
  forSeeds(50, (seed) => {
    runs.push(async () => {
      const random = new Random(seed);
      const document = refusedDocument(random, 12);
      const inflight = refusedOperation(random, document);
      const pending = refusedOperation(random, [{ insert: `${'x'.repeat(20)}\n` }]);
      const sent = await sentFor(inflight, pending, random);
      expect(sent.map(({ seq }) => seq)).toEqual([2, 3]);
      for (const [i, { delta }] of sent.entries()) {
        expect(parseDelta(delta, RULES), `seed ${seed}`).toMatchObject({ ok: true });
        expect(lengthChange(delta)).toBe(lengthChange(i === 0 ? inflight : pending));
      }
    });
  });
  for (const run of runs) await run();
});
