import type { Delta } from '../../src/ot/op.ts';
import type { Entry } from '../../src/protocol/messages.ts';
import { Random } from '../support/random.ts';
import { documentText } from '../support/rich-text.ts';
import { checkAtRest, comeToRest, settleMicrotasks } from './rest.ts';
import { sameGrids } from './same-grids.ts';
import { SimClock } from './sim-clock.ts';
import { SimProgram } from './sim-program.ts';
import { SimServer } from './sim-server.ts';
import type { SimTab } from './sim-tab.ts';
import { SimTabs } from './sim-tabs.ts';
import { newTally, type Tally } from './tally.ts';
import { TypedTokens } from './typed-tokens.ts';

/** How a run differs from the real world. */
export interface WorldOptions {
  /** Whether the network silently loses a frame now and then, which a socket never does. */
  loseFrames?: boolean;
  /** Whether people edit tables, too. */
  tables?: boolean;
}

/** One seeded run: a Document, 2 to 8 people and everything that may happen to them, checked after every step. */
export class World {
  readonly random: Random;
  readonly clock: SimClock;
  readonly server: SimServer;
  readonly tabs: SimTabs;
  readonly tokens = new TypedTokens();
  readonly tally = newTally();
  /** By client and seq of an operation: the token that stands right before the caret that was sent with it. */
  readonly carets = new Map<string, string | null>();
  #cellIds = 0;
  readonly #program = new SimProgram();
  readonly #unkind: boolean;
  readonly #loseFrames: boolean;
  /** Whether people edit tables, too. */
  readonly tables: boolean;

  constructor(seed: number, { loseFrames = false, tables = false }: WorldOptions = {}) {
    this.tables = tables;
    this.#loseFrames = loseFrames;
    this.random = new Random(seed);
    this.clock = new SimClock(this.random);
    const fanOutMs = this.random.pick([0, 20, 400]);
    const longestMs = Math.max(2 * fanOutMs, seed % 2 === 0 ? 0 : 40);
    this.server = new SimServer(this.clock, { fanOutMs, longestMs });
    this.server.archiveFails = this.random.pick([0, 0, 0.02]);
    this.#unkind = this.random.chance(0.15);
    this.tabs = new SimTabs(this);
    const people = this.random.between(2, 8);
    for (let i = 0; i < people; i++) this.tabs.add(`user${i}xxxxxxxxxxxxxxxxx`);
  }

  /** An id of a table, a row or a column that no other has. */
  nextCellId(): string {
    return (this.#cellIds++).toString(36);
  }

  /** The server refused this edit, and its author keeps it. */
  refused(delta: Delta): void {
    this.tally.rejects++;
    this.tokens.excuse(JSON.stringify(delta));
  }

  /** A row or a column was moved: the carets of those who typed in it stay where it was. */
  movedText(change: Delta): void {
    const moved = documentText(change.filter((op) => 'insert' in op));
    for (const [edit, token] of this.carets) if (token && moved.includes(token)) this.carets.set(edit, null);
    for (const tab of this.tabs.all) tab.forgetCaret(moved);
  }

  /** Runs `steps` random steps, then lets everything come to rest, and checks what must hold then. */
  async run(steps: number): Promise<Tally> {
    for (const tab of this.tabs.all) tab.open();
    for (let i = 0; i < steps; i++) {
      await this.#step();
      this.tally.steps++;
    }
    await comeToRest(this);
    checkAtRest(this);
    this.tally.versions = this.server.log.head;
    this.tally.frames = this.server.log.frames.length;
    this.tally.archiveReads = this.server.readings;
    return this.tally;
  }

  /** Delivers the oldest message that is under way from a tab, if there is one. */
  deliverToServer(tab: SimTab): void {
    const text = tab.socket?.toServer.shift();
    if (tab.socket !== null && text !== undefined) this.server.receive(tab.socket, text);
  }

  /** Delivers the oldest message that is under way to a tab, if there is one, and checks the carets that it moves. */
  deliverToClient(tab: SimTab): void {
    const text = tab.socket?.toClient.shift();
    if (text === undefined) return;
    const isFrame = text.startsWith('{"type":"ops"') || text.startsWith('[');
    if (this.#loseFrames && isFrame && this.random.chance(0.02)) return;
    const live = ['saved', 'saving'].includes(tab.client.status.state);
    const before = tab.client.version;
    tab.client.received(text);
    if (tab.held || !live || !isFrame) return;
    const { to, ops } = this.#frameOf(text);
    if (tab.client.version !== to || before === to) return;
    const latest = new Map(ops.filter((entry) => entry.cursor).map((entry) => [entry.client, entry]));
    for (const [client, { seq }] of latest) {
      const token = this.carets.get(`${client}:${seq}`);
      if (token && client !== undefined && client !== tab.client.client) tab.checkCaret(client, token);
    }
  }

  // A frame in the short form says less than the log, which it is a frame of.
  #frameOf(text: string): { to: number; ops: readonly Partial<Entry>[] } {
    const message = JSON.parse(text);
    if (!Array.isArray(message)) return message;
    const [from, ...entries] = message as [number, ...unknown[]];
    const frame = this.server.log.frames.find((one) => one.from === from);
    if (frame?.entries.length !== entries.length) throw new Error(`no frame of the log is ${text}`);
    return { to: frame.to, ops: frame.entries };
  }

  async #step(): Promise<void> {
    const { random, tabs } = this;
    for (const each of tabs.all) if (each.socket === null && random.chance(0.1)) tabs.connect(each);
    const tab = random.pick(tabs.all);
    const choice = random.next();
    if (random.chance(0.5)) for (const outbox of tabs.outboxes.values()) outbox.settle();
    if (choice < 0.26) {
      if (!tab.stopped) tab.edit(random, this.#unkind && random.chance(0.3));
    } else if (choice < 0.29) tab.moveCaret(random);
    else if (choice < 0.52)
      for (let n = random.between(1, 3); n > 0; n--) this.deliverToServer(random.pick(tabs.all));
    else if (choice < 0.78) for (let n = random.between(1, 6); n > 0; n--) this.deliverToClient(tab);
    else if (choice < 0.93) this.clock.fire();
    else if (choice < 0.95) {
      if (tab.socket === null) tabs.connect(tab);
      else tabs.cut(tab);
    } else if (choice < 0.962) tabs.toggleHold(tab);
    else if (choice < 0.97) this.#evict();
    else if (choice < 0.973) this.#restart();
    else if (choice < 0.977) tabs.crash(tab);
    else if (choice < 0.983) this.server.checkpoint();
    else if (choice < 0.986) this.#program.act(random, this.server);
    else if (choice < 0.988) this.#toggleRole(tab);
    else if (choice < 0.9885) this.server.log.failNext = true;
    else if (choice < 0.993) this.#prune();
    else if (choice < 0.9935) this.#rebuild();
    else if (choice < 0.995) tabs.changeMood(tab.userId);
    else if (choice < 0.996) tab.throwsNext = true;
    else tabs.adopt(tab.userId);
    await settleMicrotasks();
    tabs.noticeClosed();
    for (const each of tabs.all) each.check();
    if (this.tables) this.tally.grids += sameGrids(tabs.all, (version) => this.server.log.texts[version]);
    tabs.replaceBroken();
    const { broken } = this.server.log;
    if (broken !== null) throw new Error(broken);
  }

  // The platform evicts an object only when it has nothing open: no frame, no timer.
  #evict(): void {
    if (this.server.hasTimers) return;
    this.tally.evictions++;
    this.server.evict();
  }

  #restart(): void {
    this.tally.restarts++;
    this.server.restart();
  }

  #prune(): void {
    const { log } = this.server;
    this.tally.prunings++;
    log.prune(log.head - this.random.int(8));
  }

  #rebuild(): void {
    this.tally.rebuilds++;
    this.server.rebuild();
  }

  #toggleRole(tab: SimTab): void {
    this.server.setRole(tab.userId, this.server.roles.get(tab.userId) === 'viewer' ? 'editor' : 'viewer');
  }
}
