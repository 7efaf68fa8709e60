import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type OpenDocument, openDocument, type WebSocketLike } from '../../../web/collab/index.ts';
import { SimClock } from '../../simulation/sim-clock.ts';
import { SimOutbox } from '../../simulation/sim-outbox.ts';
import { SimServer } from '../../simulation/sim-server.ts';
import { SimSocket } from '../../simulation/sim-socket.ts';
import { Random } from '../../support/random.ts';
import { TextBox } from './text-box.ts';

class Wire implements WebSocketLike {
  onopen: ((event: never) => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  onerror: ((event: never) => void) | null = null;
  readonly #server: SimServer;
  readonly #socket = new SimSocket();

  constructor(server: SimServer, userId: string) {
    this.#server = server;
    server.connect(this.#socket, userId);
  }

  send(text: string): void {
    if (text !== 'ping') this.#server.receive(this.#socket, text);
  }

  close(): void {
    this.#server.gone(this.#socket);
  }

  deliver(): void {
    for (const data of this.#socket.toClient.splice(0)) this.onmessage?.({ data });
  }
}

/** One document, opened by several people in text boxes. */
class Room {
  readonly #clock = new SimClock(new Random(1));
  readonly #server = new SimServer(this.#clock, { fanOutMs: 0, longestMs: 0 });
  readonly #outbox = new SimOutbox();
  readonly #wires: Wire[] = [];

  async open(userId: string): Promise<{ area: { value: string }; box: TextBox; document: OpenDocument }> {
    const area = { value: '' };
    const box = new TextBox(area);
    const tab = {};
    const nothing = (): void => {};
    const document = openDocument({
      docId: 'd',
      userId,
      origin: 'https://docs.example',
      accessToken: async () => 'token',
      refreshToken: async () => 'token',
      editor: box,
      outbox: this.#outbox.for(tab),
      events: { status: nothing, rejected: nothing, peers: nothing, role: nothing, synced: nothing },
      clock: this.#clock.for(tab),
      openSocket: () => {
        const wire = new Wire(this.#server, userId);
        this.#wires.push(wire);
        return wire;
      },
    });
    box.document = document;
    await this.#settle();
    this.#wires.at(-1)?.onopen?.(undefined as never);
    await this.rest();
    return { area, box, document };
  }

  /** The clocks of all devices are set back. */
  setBack(ms: number): void {
    this.#clock.time -= ms;
  }

  /** Delivers everything in transit. */
  async rest(): Promise<void> {
    const until = this.#clock.time + 2_000;
    while (this.#clock.fireUntil(until)) await this.#settle();
    await this.#settle();
  }

  async #settle(): Promise<void> {
    for (let i = 0; i < 20; i++) {
      this.#outbox.settle();
      for (const wire of this.#wires) wire.deliver();
      await null;
    }
  }
}

test('edits are sent although the clock was set back', async () => {
  const room = new Room();
  const ada = await room.open('adaxxxxxxxxxxxxxxxxxxx');
  const bob = await room.open('bobxxxxxxxxxxxxxxxxxxx');
  ada.document.client.edit([{ insert: 'one ' }]);
  await room.rest();
  room.setBack(3_600_000);
  for (const text of ['two ', 'three ']) ada.document.client.edit([{ insert: text }]);
  await room.rest();
  expect(ada.document.client.unsentEdits).toBe(0);
  expect(bob.area.value).toContain('three two one');
});

test('two text boxes of the example converge on the same text', async () => {
  const room = new Room();
  const ada = await room.open('adaxxxxxxxxxxxxxxxxxxx');
  const bob = await room.open('bobxxxxxxxxxxxxxxxxxxx');
  ada.area.value = 'Hello';
  ada.box.flush();
  await room.rest();
  expect(bob.area.value).toBe('Hello');
  ada.area.value = 'Hello, world';
  ada.box.flush();
  bob.area.value = 'Oh: Hell';
  bob.box.flush();
  await room.rest();
  expect([ada.area.value, bob.area.value]).toEqual(['Oh: Hell, world', 'Oh: Hell, world']);
  expect(ada.document.client.status.state).toBe('saved');
});

test('docs/collab-client.md shows this very example', () => {
  const page = readFileSync(new URL('../../../docs/collab-client.md', import.meta.url), 'utf8');
  const example = readFileSync(new URL('./text-box.ts', import.meta.url), 'utf8');
  expect(page).toContain(example.replaceAll('../../../', './'));
});
