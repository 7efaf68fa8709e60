import { evictDurableObject, runDurableObjectAlarm } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { beforeEach, expect, test, vi } from 'vitest';
import type { ThreadPage, ThreadPosition } from '../../../durable-objects/document/rpc.ts';
import { must } from '../../../src/base/assert.ts';
import { moveRange } from '../../../src/ot/anchor.ts';
import { compose } from '../../../src/ot/compose.ts';
import { invert } from '../../../src/ot/invert.ts';
import { documentLength } from '../../../src/ot/lengths.ts';
import type { Delta } from '../../../src/ot/op.ts';
import type { OpsMessage } from '../../../src/protocol/messages.ts';
import type { ReviewMessage, Thread } from '../../../src/protocol/review.ts';
import { Random } from '../../support/random.ts';
import { randomOperation } from '../../support/rich-text.ts';
import { seeds } from '../../support/seeds.ts';
import { newDocument, Peer, type Stub } from '../support/peer.ts';
import { ADA, answered, BOB, openThread, replyTo } from '../support/review.ts';

const USER = 'personxxxxxxxxxxxxxxxx';
const STEPS = 80;

beforeEach(() => {
  vi.spyOn(env.DOCUMENT_CHANGES, 'send').mockResolvedValue({} as QueueSendResponse);
  vi.spyOn(env.DOCUMENT_SNAPSHOTS, 'send').mockResolvedValue({} as QueueSendResponse);
});

const everything = async (stub: Stub): Promise<Thread[]> => {
  const all: Thread[] = [];
  let after: ThreadPosition | null = null;
  do {
    const page: ThreadPage = answered(await stub.threads({ status: 'all', after, limit: 7 }));
    all.push(...page.threads);
    after = page.next;
  } while (after !== null);
  return all;
};

/** What a client shows that only moves ranges itself, and takes what it is told. */
class Reader {
  readonly threads = new Map<string, Thread>();
  readonly #ops: OpsMessage[];
  #version = 0;
  #number = 0;

  constructor(ops: OpsMessage[]) {
    this.#ops = ops;
  }

  take({ from, to, version, threads, removed }: ReviewMessage): void {
    this.moveTo(version);
    expect(from).toBe(this.#number);
    this.#number = to;
    for (const thread of threads) this.threads.set(thread.id, thread);
    for (const id of removed) this.threads.delete(id);
  }

  moveTo(version: number): void {
    for (let next = this.#ops[0]; next !== undefined && next.to <= version; next = this.#ops[0]) {
      this.#ops.shift();
      expect(next.from).toBe(this.#version);
      this.#version = next.to;
      for (const { delta } of next.ops) for (const thread of this.threads.values()) this.#move(thread, delta);
    }
    expect(this.#version).toBe(version);
  }

  #move(thread: Thread, delta: Delta): void {
    const range = thread.range && moveRange(thread.range, delta);
    this.threads.set(thread.id, { ...thread, version: this.#version, range, detached: range?.length === 0 });
  }
}

for (const seed of seeds(4)) {
  test(`I3 I4: in every run, a client that moves ranges itself shows what the server has (SEED=${seed})`, async () => {
    const random = new Random(seed);
    const { docId, stub } = await newDocument();
    const peer = await Peer.join(stub, docId, { offers: ['review.v1'] });
    expect(peer.joined.review).toBe(0);
    const texts: Delta[] = [[{ insert: '\n' }]];
    let undo: Delta | null = null;
    const write = async (delta: Delta): Promise<void> => {
      const version = texts.length - 1;
      const text = must(texts[version]);
      const edited = answered(await stub.edit({ userId: USER, baseVersion: version, delta }));
      // An operation that does nothing is one too.
      texts.push(compose(text, must(edited.delta)));
      undo = invert(must(edited.delta), text);
    };
    await write([{ insert: 'One two three four five six seven eight nine ten.' }]);
    for (let i = 0; i < STEPS; i++) {
      const threads = i % 5 === 0 ? await everything(stub) : [];
      const thread = threads.length === 0 ? undefined : random.pick(threads);
      const choice = random.next();
      const version = random.between(Math.max(0, texts.length - 10), texts.length - 1);
      const length = documentLength(must(texts[version]));
      if (choice < 0.15 && length > 1) {
        const index = random.int(length - 1);
        const range: [number, number] | null = random.chance(0.1)
          ? null
          : [index, random.between(1, Math.min(12, length - index))];
        await openThread(stub, version, range, `remark ${i}`, random.pick([ADA, BOB]));
      } else if (thread !== undefined && choice < 0.3) await replyTo(stub, thread.id, `reply ${i}`);
      else if (thread !== undefined && choice < 0.4) {
        const resolved = random.chance(0.5);
        answered(await stub.resolveThread({ by: { user: BOB }, threadId: thread.id, resolved }));
      } else if (thread !== undefined && choice < 0.55) {
        const comment = random.pick(thread.comments.filter(({ body }) => body !== null));
        const which = { by: { user: ADA }, isOwner: true, threadId: thread.id, commentId: comment.id };
        answered(await stub.deleteComment(which));
      } else if (choice < 0.65) await runDurableObjectAlarm(stub);
      else if (choice < 0.7) {
        await stub.head();
        await evictDurableObject(stub, { webSockets: 'hibernate' });
      } else
        await write(undo !== null && random.chance(0.4) ? undo : randomOperation(random, must(texts.at(-1))));
    }
    // An alarm looks at what the last edit brought back.
    await write([{ insert: 'the end ' }]);
    await runDurableObjectAlarm(stub);
    const server = await everything(stub);
    const { to } = answered(await stub.review({ since: 0, limit: 1_000 }));
    await vi.waitFor(() => expect(peer.heard('review').at(-1)?.to ?? 0).toBe(to));

    const reader = new Reader(peer.heard('ops'));
    for (const message of peer.heard('review')) reader.take(message);
    reader.moveTo(texts.length - 1);
    const byId = (a: Thread, b: Thread): number => (a.id < b.id ? -1 : 1);
    expect([...reader.threads.values()].sort(byId)).toEqual([...server].sort(byId));
    const places = server.map(({ range }) => range?.index ?? -1);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(answered(await stub.reviewFaults())).toEqual([]);
  });
}
