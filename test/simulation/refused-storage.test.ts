import { expect, test } from 'vitest';
import { canonicalJson } from '../../src/ot/canonical.ts';
import type { Delta } from '../../src/ot/op.ts';
import { DocumentClient } from '../../web/collab/document-client.ts';
import type { KeptEdit, OutboxRecord, Status } from '../../web/collab/ports.ts';
import { Random } from '../support/random.ts';
import { SimClock } from './sim-clock.ts';
import { SimOutbox } from './sim-outbox.ts';
import { SimServer } from './sim-server.ts';
import { SimSocket } from './sim-socket.ts';

const USER = 'alice-00xxxxxxxxxxxxxx';

/** One person, one server, one device whose storage may refuse. */
class Stage {
  readonly clock = new SimClock(new Random(1));
  readonly server = new SimServer(this.clock, { fanOutMs: 1_000, longestMs: 2_000 });
  readonly outbox = new SimOutbox();

  open(resume?: OutboxRecord): Tab {
    return new Tab(this, resume);
  }

  get text(): string {
    return canonicalJson(this.server.log.text);
  }
}

class Tab {
  readonly client: DocumentClient;
  readonly kept: KeptEdit[] = [];
  status: Status = { state: 'loading' };
  unkept = 0;
  sent: { type: string; seq?: number }[] = [];
  #socket = new SimSocket();
  readonly #stage: Stage;

  constructor(stage: Stage, resume?: OutboxRecord) {
    this.#stage = stage;
    this.client = new DocumentClient({
      docId: 'd',
      userId: USER,
      clock: stage.clock.for(this),
      outbox: stage.outbox.for(this),
      fetchSnapshot: () => Promise.reject(new Error('unused')),
      editor: { load: () => {}, apply: () => {}, flush: () => {} },
      events: {
        status: (status) => {
          this.status = status;
        },
        peers: () => {},
        role: () => {},
        rejected: (edit) => this.kept.push(edit),
        synced: () => {},
        unkept: (edits) => {
          this.unkept = edits;
        },
      },
      ...(resume ? { resume } : {}),
    });
    this.#stage.server.connect(this.#socket, USER);
    this.client.opened({
      send: (text) => {
        this.sent.push(JSON.parse(text) as { type: string });
        this.#socket.toServer.push(text);
      },
      reconnect: () => {},
    });
  }

  /** Delivers everything in transit, and lets the storage answer. */
  async settle(): Promise<void> {
    const { clock, outbox, server } = this.#stage;
    for (let round = 0; round < 200; round++) {
      for (let i = 0; i < 12; i++) await null;
      outbox.settle();
      const [up] = this.#socket.toServer.splice(0, 1);
      if (up !== undefined) server.receive(this.#socket, up);
      const [down] = this.#socket.toClient.splice(0, 1);
      if (down !== undefined) this.client.received(down);
      if (up === undefined && down === undefined) clock.fireUntil(clock.time + 100);
    }
  }

  async type(delta: Delta): Promise<void> {
    this.client.edit(delta);
    await this.settle();
  }

  /** The page is killed. */
  kill(): void {
    this.#stage.clock.kill(this);
    this.#stage.outbox.kill(this, this.client.client);
    this.#stage.server.gone(this.#socket);
  }

  /** The connection is lost permanently. */
  cut(): void {
    this.#stage.server.gone(this.#socket);
    this.client.closed(1006);
  }
}

const type = (text: string, at = 0): Delta =>
  at === 0 ? [{ insert: text }] : [{ retain: at }, { insert: text }];

test('a record that a later tab adopts sends nothing that its own tab had sent after it could record no more', async () => {
  const stage = new Stage();
  const tab = stage.open();
  await tab.settle();
  tab.client.edit(type('one '));
  await tab.settle();
  // Recorded while pending; then the storage refuses, so later sends are not recorded.
  tab.client.closed(1006);
  tab.client.edit(type('two ', 4));
  for (let i = 0; i < 50; i++) await null;
  stage.outbox.settle();
  const record = structuredClone([...stage.outbox.records.values()][0]) as OutboxRecord;
  expect(record.pending).not.toBeNull();
  stage.outbox.mood = 'refuses';
  tab.cut();
  const back = stage.open({ ...record });
  await back.settle();
  await back.type(type('three ', 8));
  expect([stage.text, back.status.state]).toEqual(['[{"insert":"one two three \\n"}]', 'saved']);
  back.kill();

  stage.outbox.mood = 'takes';
  const next = stage.open(structuredClone(record));
  await next.settle();
  expect(stage.text).toBe('[{"insert":"one two three \\n"}]');
  expect([next.status.state, next.kept, next.client.unsentEdits]).toEqual(['saved', [], 0]);
  expect(next.sent.filter((message) => message.type === 'op')).toEqual([]);
  expect(stage.outbox.records.size).toBe(0);
});

test('what may or may not be in the log is given back to its author', async () => {
  const stage = new Stage();
  const tab = stage.open();
  await tab.settle();
  await tab.type(type('one '));
  await tab.type(type('two ', 4));
  await tab.type(type('three ', 8));
  const { client } = tab.client;
  tab.kill();
  // Two operations after the record: whether the first of them contained this is unknown.
  const stale: OutboxRecord = {
    docId: 'd',
    client,
    userId: USER,
    version: 0,
    seq: 0,
    inflight: null,
    pending: type('perhaps '),
    savedAt: 1,
  };
  const sent = stage.open({ ...stale, seq: 1, version: 1, pending: type('in two ') });
  await sent.settle();
  expect([sent.kept, stage.text]).toEqual([[], '[{"insert":"one two three \\n"}]']);
  const refused = stage.open({ ...stale, inflight: { seq: 0, delta: type('refused ') } });
  await refused.settle();
  expect(refused.kept.map(({ code, delta }) => [code, delta])).toEqual([['unsure', type('refused ')]]);
  expect(stage.text).toBe('[{"insert":"one two three \\n"}]');
});

test('a refusing device is reported, its edits are counted and retried, and the notice ends when it accepts', async () => {
  const stage = new Stage();
  const tab = stage.open();
  await tab.settle();
  stage.outbox.mood = 'refuses';
  await tab.type(type('online '));
  expect([stage.text, tab.status.state, tab.client.atRisk]).toEqual([
    '[{"insert":"online \\n"}]',
    'saved',
    0,
  ]);
  tab.cut();
  await tab.type(type('offline ', 7));
  expect(tab.status).toEqual({ state: 'offline', edits: 0 });
  expect([tab.unkept, tab.client.atRisk]).toEqual([1, 1]);
  stage.outbox.mood = 'takes';
  await tab.settle();
  expect(tab.status).toEqual({ state: 'offline', edits: 1 });
  expect([tab.unkept, tab.client.atRisk, stage.outbox.records.size]).toEqual([0, 0, 1]);
});

test('a device that never answers holds nothing up, and counts as one that refuses', async () => {
  const stage = new Stage();
  const tab = stage.open();
  await tab.settle();
  stage.outbox.mood = 'hangs';
  await tab.type(type('sent all the same '));
  expect([stage.text, tab.status.state]).toEqual(['[{"insert":"sent all the same \\n"}]', 'saved']);
  tab.cut();
  await tab.type(type('and this waits ', 3));
  expect([tab.unkept, tab.client.atRisk]).toEqual([1, 1]);
});

test('a refused edit stays in the record until it is kept', async () => {
  const stage = new Stage();
  const tab = stage.open();
  await tab.settle();
  tab.cut();
  await tab.type(type('mine '));
  expect(stage.outbox.records.size).toBe(1);
  stage.outbox.mood = 'refuses';
  tab.client.closed(4403);
  await tab.settle();
  expect([
    tab.kept.length,
    tab.client.atRisk,
    stage.outbox.records.size,
    stage.outbox.keptEdits.length,
  ]).toEqual([1, 1, 1, 0]);
  stage.outbox.mood = 'takes';
  await tab.settle();
  expect([tab.client.atRisk, stage.outbox.records.size, stage.outbox.keptEdits.length]).toEqual([0, 0, 1]);
});

test('a client that breaks with nothing unsent leaves no record behind', async () => {
  const stage = new Stage();
  const tab = stage.open();
  await tab.settle();
  tab.client.edit(type('acknowledged '));
  while (stage.outbox.waiting === 0) {
    stage.clock.fireUntil(stage.clock.time + 100);
    await null;
  }
  stage.outbox.settle();
  stage.outbox.mood = 'refuses';
  await tab.settle();
  expect([tab.status.state, tab.client.unsentEdits, stage.outbox.records.size]).toEqual(['saved', 0, 1]);
  tab.client.fail(new Error('the editor cannot draw this'), null);
  expect(tab.client.handOver()).toBeNull();
  stage.outbox.mood = 'takes';
  await tab.settle();
  expect(stage.outbox.records.size).toBe(0);
});
