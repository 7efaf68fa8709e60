import { afterClose } from '../../src/protocol/close-codes.ts';
import type { OutboxRecord } from '../../web/collab/ports.ts';
import { SimOutbox } from './sim-outbox.ts';
import { SimTab } from './sim-tab.ts';
import type { World } from './world.ts';

/** The tabs of a run and the outboxes of their users' devices: what opens, breaks, dies and comes back. */
export class SimTabs {
  readonly all: SimTab[] = [];
  readonly outboxes = new Map<string, SimOutbox>();
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  /** A new tab of this user; with `resume` it has no editor and only sends what a dead one left. */
  add(userId: string, resume?: OutboxRecord, unrecorded = false): SimTab {
    const tab = new SimTab(this.#world, userId, this.#world.clock, this.outbox(userId), resume, unrecorded);
    this.all.push(tab);
    return tab;
  }

  /** The outbox of this user's device. */
  outbox(userId: string): SimOutbox {
    let outbox = this.outboxes.get(userId);
    if (outbox === undefined) {
      outbox = new SimOutbox();
      this.outboxes.set(userId, outbox);
    }
    return outbox;
  }

  /** Connects a tab, unless it has stopped for good. */
  connect(tab: SimTab): void {
    if (!tab.stopped) tab.open();
  }

  /** Breaks a tab's connection. Of what was under way to the server, a random part still arrives. */
  cut(tab: SimTab): void {
    const { random, server, tally } = this.#world;
    const { socket } = tab;
    if (socket === null) return;
    tab.socket = null;
    tally.cuts++;
    for (let n = random.int(socket.toServer.length + 1); n > 0; n--) {
      server.receive(socket, socket.toServer.shift() as string);
    }
    server.gone(socket);
    tab.client.closed(1006);
  }

  /** Holds a tab's incoming operations back, or lets them through again. */
  toggleHold(tab: SimTab): void {
    tab.held = !tab.held;
    if (tab.held) tab.client.hold();
    else tab.client.release();
  }

  /** Kills a page: its memory is lost, and what its outbox had not made durable. The user opens another one. */
  crash(tab: SimTab): void {
    if (tab.headless) return;
    const { clock, tally, tokens } = this.#world;
    tally.crashes++;
    const outbox = this.outbox(tab.userId);
    clock.kill(tab);
    outbox.kill(tab, tab.client.client);
    this.#remove(tab);
    const durable = JSON.stringify([...outbox.records.values(), ...outbox.keptEdits]);
    tokens.excuseGone(JSON.stringify(tab.left()), durable);
    this.connect(this.add(tab.userId));
  }

  /** Lets a new tab send what a dead one of this user left in the outbox, if there is anything. */
  adopt(userId: string): void {
    const record = this.outbox(userId).dead();
    if (record === null) return;
    this.#world.tally.adopted++;
    this.connect(this.add(userId, record));
  }

  /** Makes a user's device refuse writes or lie about them from now on; if it already does, it takes them again. */
  changeMood(userId: string): void {
    const outbox = this.outbox(userId);
    outbox.mood = outbox.mood === 'takes' ? this.#world.random.pick(['refuses', 'refuses', 'lies']) : 'takes';
  }

  /** Replaces each broken client: another one in the same page sends what it had not, and the document loads again. */
  replaceBroken(): void {
    for (const tab of this.all.filter(({ broken }) => broken)) {
      this.#world.tally.exceptions++;
      this.#remove(tab);
      const left = tab.client.handOver();
      if (left !== null) this.add(tab.userId, left.resume, left.unrecorded);
      this.add(tab.userId);
    }
  }

  /** Tells each client whose socket the server closed, once it has read everything. Throws for an unexpected code. */
  noticeClosed(): void {
    const { server, tally } = this.#world;
    for (const tab of [...this.all]) {
      const { socket } = tab;
      if (socket === null || socket.closedWith === null || socket.toClient.length > 0) continue;
      tab.socket = null;
      server.gone(socket);
      const code = socket.closedWith;
      if (code === 1012 || code === 1006) tally.failedCommits += code === 1012 ? 1 : 0;
      else throw new Error(`closed with ${code}, which this run gave no reason for (${afterClose(code)})`);
      tab.client.closed(code);
    }
  }

  #remove(tab: SimTab): void {
    if (tab.socket !== null) this.#world.server.gone(tab.socket);
    this.all.splice(this.all.indexOf(tab), 1);
  }
}
