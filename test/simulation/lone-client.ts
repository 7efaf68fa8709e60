import { compose } from '../../src/ot/compose.ts';
import { EMPTY_DOCUMENT } from '../../src/ot/last-newline.ts';
import type { Delta } from '../../src/ot/op.ts';
import { DocumentClient } from '../../web/collab/document-client.ts';
import type { KeptEdit } from '../../web/collab/ports.ts';
import { Random } from '../support/random.ts';
import { B, userOf } from './directed-stage.ts';
import { SimClock } from './sim-clock.ts';
import { SimOutbox } from './sim-outbox.ts';

const nothing = (): void => {};

/** A client of user B whose server is played by the test. */
export class LoneClient {
  readonly sent: string[] = [];
  readonly refused: KeptEdit[] = [];
  shown: Delta = EMPTY_DOCUMENT;
  readonly #clock = new SimClock(new Random(1));
  readonly #outbox = new SimOutbox();
  readonly client = new DocumentClient({
    docId: 'd',
    userId: userOf(B),
    clock: this.#clock.for({}),
    outbox: this.#outbox.for({}),
    fetchSnapshot: () => Promise.reject(new Error('unused')),
    editor: {
      load: (ops) => {
        this.shown = ops;
      },
      apply: (delta) => {
        this.shown = compose(this.shown, delta);
      },
      flush: nothing,
    },
    events: {
      status: nothing,
      peers: nothing,
      role: nothing,
      rejected: (edit) => this.refused.push(edit),
      synced: nothing,
    },
  });

  /** Its socket is open. */
  open(): void {
    this.client.opened({ send: (text) => this.sent.push(text), reconnect: nothing });
  }

  /** The server answers its join with this version and snapshot. */
  joined(version: number, snapshot: object | null): void {
    this.client.received(
      JSON.stringify({
        type: 'joined',
        protocol: 1,
        version,
        role: 'editor',
        user: { id: userOf(B), name: 'B', color: '#000000' },
        snapshot,
        synced: 0,
        roster: [],
        limits: { opBytes: 1, documentBytes: 1 },
      }),
    );
  }

  /** The user makes this change. */
  edit(delta: Delta): void {
    this.shown = compose(this.shown, delta);
    this.client.edit(delta);
  }

  /** Time passes, in which all that is written becomes durable. */
  async pass(ms: number): Promise<void> {
    const until = this.#clock.time + ms;
    do {
      await settled();
      while (this.#outbox.waiting > 0) {
        this.#outbox.settle();
        await settled();
      }
    } while (this.#clock.fireUntil(until));
  }
}

function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
