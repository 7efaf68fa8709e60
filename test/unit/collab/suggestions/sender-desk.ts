import { expect } from 'vitest';
import type { Delta } from '../../../../src/ot/op.ts';
import type { KeptEdit } from '../../../../web/collab/ports.ts';
import type { DraftRefusal } from '../../../../web/collab/suggestions/draft-ports.ts';
import type { ApiResponse } from '../../../../web/collab/suggestions/suggestion-api.ts';
import { SuggestionSender } from '../../../../web/collab/suggestions/suggestion-sender.ts';
import { settleMicrotasks } from '../../../simulation/rest.ts';
import { SimDrafts } from '../../../simulation/review/sim-drafts.ts';
import { SimClock } from '../../../simulation/sim-clock.ts';
import { SimOutbox } from '../../../simulation/sim-outbox.ts';
import { Random } from '../../../support/random.ts';
import { Desk, ME, suggestion } from '../layers-desk.ts';

/** A request that the test answers. */
export interface Asked {
  method: string;
  path: string;
  token: string;
  key: string;
  body: { version?: number; review?: number; delta?: Delta };
  /** When it was made. */
  at: number;
  respond(status: number, body?: object, headers?: Record<string, string>): void;
  /** The network breaks. */
  lose(): void;
}

/** The device of a user: what its pages leave there. */
export class Device {
  readonly clock = new SimClock(new Random(1));
  readonly drafts = new SimDrafts();
  readonly outbox = new SimOutbox();
  /** Whether it stores what is written by itself, as soon as time passes. */
  isQuick = true;
}

/** A page in which the user suggests, with the sender that is tested; the test plays the server. */
export class SenderDesk {
  readonly device: Device;
  readonly desk: Desk;
  readonly sender: SuggestionSender;
  /** All requests so far. */
  readonly asked: Asked[] = [];
  readonly refusals: (DraftRefusal | null)[] = [];
  readonly kept: KeptEdit[] = [];
  generation = 0;
  /** The present token; what it is after a refresh. */
  token = 'old';
  #changes = 0;

  constructor(text = 'abcd', device = new Device(), { isShown = true } = {}) {
    this.device = device;
    this.desk = new Desk(text, 'suggesting');
    const { desk } = this;
    const page = this;
    this.sender = new SuggestionSender({
      docId: 'd',
      userId: ME,
      origin: 'https://docs.example',
      tokens: {
        current: async () => this.token,
        refresh: async () => {
          this.token = 'fresh';
          return this.token;
        },
      },
      layers: isShown ? desk.layers : null,
      client: () => ({
        get version() {
          return desk.version;
        },
        get generation() {
          return page.generation;
        },
        get unsent() {
          return desk.unsent;
        },
      }),
      store: device.drafts.for(this),
      outbox: device.outbox.for(this),
      clock: device.clock.for(this),
      fetch: (url, init) => this.#fetch(url, init),
      events: {
        changed: () => this.#changes++,
        refused: (refusal) => this.refusals.push(refusal),
        kept: (edit) => this.kept.push(edit),
      },
    });
    desk.adrift = (draft) => this.sender.adrift(draft);
  }

  /** How often something changed. */
  get changes(): number {
    return this.#changes;
  }

  /** The last request. */
  get last(): Asked {
    return this.asked.at(-1) as Asked;
  }

  /** The user types `text` at a place of the view. */
  type(at: number, text: string): void {
    this.edit([...(at > 0 ? [{ retain: at }] : []), { insert: text }]);
  }

  /** The user changes the view. */
  edit(delta: Delta): void {
    this.desk.edit(delta);
    this.sender.changed();
  }

  /** The server tells that the user's suggestion has become this, with its change `review`. */
  tell(name: string, review: number, delta: Delta, status = 'open'): void {
    const { held } = this.desk.layers.state;
    this.desk.review(held, this.desk.version, {
      ...suggestion(name, delta, { author: ME, status }),
      review,
    });
    this.sender.changed();
  }

  /** A frame of the text arrives. */
  frame(delta: Delta): void {
    this.desk.frame(delta);
    this.sender.changed();
  }

  /** The text is replaced. */
  load(text: string, version: number): void {
    this.desk.load(text, version);
    this.sender.changed();
  }

  /** Lets `ms` pass. */
  async pass(ms: number): Promise<void> {
    const { clock } = this.device;
    const until = clock.time + ms;
    await this.settle();
    while (clock.fireUntil(until)) await this.settle();
    await this.settle();
  }

  /** Lets the device and everything that waits for it go on. */
  async settle(): Promise<void> {
    const { device } = this;
    do {
      if (device.isQuick) {
        device.drafts.settle();
        device.outbox.settle();
      }
      await settleMicrotasks();
    } while (device.isQuick && device.drafts.waiting + device.outbox.waiting > 0);
  }

  /** The page dies. */
  kill(): void {
    this.device.clock.kill(this);
    this.device.drafts.kill(this);
  }

  /** The user opens the document in another page of this device, at this version. */
  async reopened(text = 'abcd', version = this.desk.version): Promise<SenderDesk> {
    const page = new SenderDesk(text, this.device);
    page.desk.version = version;
    await page.settle();
    page.sender.changed();
    await page.settle();
    return page;
  }

  #fetch(
    url: string,
    init: { method: string; headers: Record<string, string>; body?: string },
  ): Promise<ApiResponse> {
    const { promise, resolve, reject } = Promise.withResolvers<ApiResponse>();
    this.asked.push({
      method: init.method,
      path: url.replace('https://docs.example/v1/docs/d/suggestions', ''),
      token: String(init.headers.Authorization).replace('Bearer ', ''),
      key: init.headers['Idempotency-Key'] ?? '',
      body: JSON.parse(init.body ?? '{}') as Asked['body'],
      at: this.device.clock.time,
      respond: (status, body, headers = {}) =>
        resolve({
          ok: status < 300,
          status,
          headers: { get: (name) => headers[name] ?? null },
          json: async () => {
            if (body === undefined) throw new Error('no JSON');
            return body;
          },
        }),
      lose: () => reject(new Error('the network is gone')),
    });
    return promise;
  }
}

/** “x”, “y” or both behind the first two characters. */
export const X = [{ retain: 2 }, { insert: 'x' }];
/** See `X`. */
export const Y = [{ retain: 2 }, { insert: 'y' }];
/** See `X`. */
export const XY = [{ retain: 2 }, { insert: 'xy' }];

/** A desk on which “x” was typed and sent. */
export async function typed(): Promise<SenderDesk> {
  const page = new SenderDesk();
  page.type(2, 'x');
  await page.pass(500);
  expect(page.asked).toHaveLength(1);
  return page;
}

/** The same, and the server has it as `s` and has told so. */
export async function taken(): Promise<SenderDesk> {
  const page = await typed();
  page.last.respond(201, { id: 's', review: 1 });
  await page.settle();
  page.tell('s', 1, X);
  await page.settle();
  expect(page.sender.unsent).toBe(0);
  return page;
}

/** Everything is at the server, or kept. */
export async function expectNothingOwed(page: SenderDesk): Promise<void> {
  await page.pass(100);
  expect(page.sender.unsent).toBe(0);
  expect(page.device.drafts.records.size).toBe(0);
}
