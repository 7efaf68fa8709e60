import type { Delta } from '../../src/ot/op.ts';
import { afterClose } from '../../src/protocol/close-codes.ts';
import { Random } from '../support/random.ts';
import { randomOperation } from '../support/rich-text.ts';
import { SimClock } from './sim-clock.ts';
import { SimOutbox } from './sim-outbox.ts';
import { SimServer, type SimSocket } from './sim-server.ts';
import { SimTab } from './sim-tab.ts';

/** How a run is unlike the real world. */
export interface WorldOptions {
  /** Whether the network silently loses a frame now and then, which a socket never does. */
  loseFrames?: boolean;
}

/** What a run did, so that a test can see that it did something. */
export interface Tally {
  steps: number;
  versions: number;
  frames: number;
  cuts: number;
  restarts: number;
  evictions: number;
  crashes: number;
  rejects: number;
  adopted: number;
  failedCommits: number;
  prunings: number;
  rebuilds: number;
  archiveReads: number;
  refusedWrites: number;
  exceptions: number;
}

const FIRST_TOKEN = 0xe000;
const TOKENS = 6_400;

/** One seeded run: a Document, 2 to 8 people and everything that may happen to them, checked after every step. */
export class World {
  readonly random: Random;
  readonly clock: SimClock;
  readonly server: SimServer;
  readonly tally: Tally = {
    steps: 0,
    versions: 0,
    frames: 0,
    cuts: 0,
    restarts: 0,
    evictions: 0,
    crashes: 0,
    rejects: 0,
    adopted: 0,
    failedCommits: 0,
    prunings: 0,
    rebuilds: 0,
    archiveReads: 0,
    refusedWrites: 0,
    exceptions: 0,
  };
  /** The token that the caret sent with an operation stands behind, by client and seq. */
  readonly carets = new Map<string, string | null>();
  readonly #tabs: SimTab[] = [];
  readonly #outboxes = new Map<string, SimOutbox>();
  readonly #tokens = new Map<string, SimTab>();
  readonly #excused = new Set<string>();
  #nextToken = 0;
  #request: { client: string; seq: number; base: number; delta: Delta } | null = null;
  #requests = 0;
  readonly #unkind: boolean;
  readonly #loseFrames: boolean;

  constructor(seed: number, { loseFrames = false }: WorldOptions = {}) {
    this.#loseFrames = loseFrames;
    this.random = new Random(seed);
    this.clock = new SimClock(this.random);
    this.server = new SimServer(this.clock, this.random.pick([0, 20, 400]));
    this.server.archiveFails = this.random.pick([0, 0, 0.02]);
    this.#unkind = this.random.chance(0.15);
    const people = this.random.between(2, 8);
    for (let i = 0; i < people; i++) this.#openTab(`user${i}xxxxxxxxxxxxxxxxx`);
  }

  token(): string {
    return String.fromCharCode(FIRST_TOKEN + (this.#nextToken++ % TOKENS));
  }

  typed(token: string, tab: SimTab): void {
    this.#tokens.set(token, tab);
  }

  /** What a person deletes before it was sent is not lost. */
  erased(before: string, after: string): void {
    for (const token of tokensIn(before)) if (!after.includes(token)) this.#excused.add(token);
  }

  /** What was refused is kept for its author. */
  excuse(delta: Delta): void {
    this.tally.rejects++;
    for (const token of tokensIn(JSON.stringify(delta))) this.#excused.add(token);
  }

  /** Runs `steps` random steps, then lets everything come to rest, and checks what must hold then. */
  async run(steps: number): Promise<Tally> {
    for (const tab of this.#tabs) tab.open();
    for (let i = 0; i < steps; i++) {
      await this.#step();
      this.tally.steps++;
    }
    await this.#rest();
    this.#checkAtRest();
    this.tally.versions = this.server.log.head;
    this.tally.frames = this.server.log.frames.length;
    this.tally.archiveReads = this.server.readings;
    return this.tally;
  }

  /** Breaks a tab's connection; what was on its way is delivered in part, or not at all. */
  cut(tab: SimTab): void {
    const { socket } = tab;
    if (socket === null) return;
    tab.socket = null;
    this.tally.cuts++;
    for (let n = this.random.int(socket.toServer.length + 1); n > 0; n--) {
      this.server.receive(socket, socket.toServer.shift() as string);
    }
    this.server.gone(socket);
    tab.client.closed(1006);
  }

  async #step(): Promise<void> {
    const { random } = this;
    for (const each of this.#tabs) if (each.socket === null && random.chance(0.1)) this.#open(each);
    const tab = random.pick(this.#tabs);
    const choice = random.next();
    if (random.chance(0.5)) for (const outbox of this.#outboxes.values()) outbox.settle();
    if (choice < 0.26) {
      if (!tab.stopped) tab.edit(random, this.#unkind && random.chance(0.3));
    } else if (choice < 0.29) tab.moveCaret(random);
    else if (choice < 0.52)
      for (let n = random.between(1, 3); n > 0; n--) this.#deliverToServer(random.pick(this.#tabs));
    else if (choice < 0.78) for (let n = random.between(1, 6); n > 0; n--) this.#deliverToClient(tab);
    else if (choice < 0.93) this.clock.fire();
    else if (choice < 0.95) {
      if (tab.socket === null) this.#open(tab);
      else this.cut(tab);
    } else if (choice < 0.962) this.#hold(tab);
    else if (choice < 0.97) this.#evict();
    else if (choice < 0.973) this.#restart();
    else if (choice < 0.977) this.#crash(tab);
    else if (choice < 0.983) this.server.checkpoint();
    else if (choice < 0.986) this.#program();
    else if (choice < 0.988) this.#toggleRole(tab);
    else if (choice < 0.9885) this.server.log.failNext = true;
    else if (choice < 0.993) this.#prune();
    else if (choice < 0.9935) this.#rebuild();
    else if (choice < 0.995) this.#changeMood(tab.userId);
    else if (choice < 0.996) tab.throwsNext = true;
    else this.#adopt(tab.userId);
    await this.#settleMicrotasks();
    this.#noticeClosed();
    for (const each of this.#tabs) each.check();
    this.#replaceBroken();
    this.#checkLog();
  }

  #deliverToServer(tab: SimTab): void {
    const text = tab.socket?.toServer.shift();
    if (tab.socket !== null && text !== undefined) this.server.receive(tab.socket, text);
  }

  #deliverToClient(tab: SimTab): void {
    const text = tab.socket?.toClient.shift();
    if (text === undefined) return;
    if (this.#loseFrames && text.startsWith('{"type":"ops"') && this.random.chance(0.02)) return;
    const live = ['saved', 'saving'].includes(tab.client.status.state);
    const before = tab.client.version;
    tab.client.received(text);
    if (tab.held || !live || !text.startsWith('{"type":"ops"')) return;
    const { to, ops } = JSON.parse(text) as {
      to: number;
      ops: { client?: string; seq: number; cursor?: unknown }[];
    };
    if (tab.client.version !== to || before === to) return;
    const latest = new Map(ops.filter((entry) => entry.cursor).map((entry) => [entry.client, entry]));
    for (const [client, { seq }] of latest) {
      const token = this.carets.get(`${client}:${seq}`);
      if (token && client !== undefined && client !== tab.client.client) tab.checkCaret(client, token);
    }
  }

  #open(tab: SimTab): void {
    if (!tab.stopped) tab.open();
  }

  #hold(tab: SimTab): void {
    tab.held = !tab.held;
    if (tab.held) tab.client.hold();
    else tab.client.release();
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

  // The page is killed: its memory is gone, and what its outbox had not made durable.
  #crash(tab: SimTab): void {
    if (tab.headless) return;
    this.tally.crashes++;
    const outbox = this.#outbox(tab.userId);
    this.clock.kill(tab);
    outbox.kill(tab, tab.client.client);
    if (tab.socket !== null) this.server.gone(tab.socket);
    this.#tabs.splice(this.#tabs.indexOf(tab), 1);
    const durable = tokensIn(JSON.stringify([...outbox.records.values(), ...outbox.keptEdits]));
    for (const token of tokensIn(JSON.stringify(tab.left())))
      if (!durable.includes(token)) this.#excused.add(token);
    const fresh = this.#openTab(tab.userId);
    this.#open(fresh);
  }

  #adopt(userId: string): void {
    const record = this.#outbox(userId).dead();
    if (record === null) return;
    this.tally.adopted++;
    const tab = new SimTab(this, userId, this.clock, this.#outbox(userId), record);
    this.#tabs.push(tab);
    this.#open(tab);
  }

  #changeMood(userId: string): void {
    const outbox = this.#outbox(userId);
    outbox.mood = outbox.mood === 'takes' ? this.random.pick(['refuses', 'refuses', 'lies']) : 'takes';
  }

  // What a broken client had not sent, another one in the same page sends; the document is loaded again.
  #replaceBroken(): void {
    for (const tab of this.#tabs.filter(({ broken }) => broken)) {
      this.tally.exceptions++;
      if (tab.socket !== null) this.server.gone(tab.socket);
      this.#tabs.splice(this.#tabs.indexOf(tab), 1);
      const left = tab.client.handOver();
      if (left !== null) {
        const { resume, unrecorded } = left;
        this.#tabs.push(
          new SimTab(this, tab.userId, this.clock, this.#outbox(tab.userId), resume, unrecorded),
        );
      }
      this.#openTab(tab.userId);
    }
  }

  // A program edits an older version over REST; when its answer is lost, it sends the very same request again.
  #program(): void {
    const { random } = this;
    const { log } = this.server;
    if (this.#request === null) {
      const base = Math.max(0, log.head - random.int(6));
      const delta = randomOperation(random, log.texts[base] as Delta);
      this.#request = { client: 'programx-00000000', seq: ++this.#requests, base, delta };
    }
    const answered = this.server.submit(this.#request);
    if (answered && random.chance(0.5)) this.#request = null;
  }

  #toggleRole(tab: SimTab): void {
    this.server.setRole(tab.userId, this.server.roles.get(tab.userId) === 'viewer' ? 'editor' : 'viewer');
  }

  #noticeClosed(): void {
    for (const tab of [...this.#tabs]) {
      const { socket } = tab;
      if (socket === null || socket.closedWith === null || socket.toClient.length > 0) continue;
      tab.socket = null;
      this.server.gone(socket);
      const code = socket.closedWith;
      if (code === 1012 || code === 1006) this.tally.failedCommits += code === 1012 ? 1 : 0;
      else throw new Error(`closed with ${code}, which this run gave no reason for (${afterClose(code)})`);
      tab.client.closed(code);
    }
  }

  async #rest(): Promise<void> {
    this.server.log.failNext = false;
    this.server.archiveFails = 0;
    for (const { userId } of this.#tabs) this.server.setRole(userId, 'editor');
    for (const outbox of this.#outboxes.values()) {
      this.tally.refusedWrites += outbox.refused;
      outbox.mood = 'takes';
    }
    for (const tab of this.#tabs) tab.throwsNext = false;
    for (let round = 0; round < 10_000; round++) {
      this.#noticeClosed();
      for (const userId of this.#outboxes.keys()) this.#adopt(userId);
      let busy = false;
      for (const tab of [...this.#tabs]) {
        if (tab.held) this.#hold(tab);
        if (tab.socket === null) this.#open(tab);
        busy ||= !tab.idle;
        while (tab.socket !== null && tab.socket.toServer.length > 0) {
          busy = true;
          this.#deliverToServer(tab);
        }
        while (tab.socket !== null && tab.socket.toClient.length > 0) {
          busy = true;
          this.#deliverToClient(tab);
        }
        tab.check();
      }
      for (const outbox of this.#outboxes.values()) {
        while (outbox.waiting > 0) {
          busy = true;
          outbox.settle();
          await this.#settleMicrotasks();
        }
        busy ||= outbox.records.size > 0;
      }
      busy = this.clock.fire() || busy || this.server.reading > 0;
      await this.#settleMicrotasks();
      if (!busy) return;
    }
    throw new Error(
      `it never comes to rest: ${JSON.stringify(this.#tabs.map((tab) => ({ client: tab.client.client, status: tab.client.status, idle: tab.idle, stopped: tab.stopped, socket: tab.socket?.readyState, version: tab.client.version, headless: tab.headless })))} records ${JSON.stringify([...this.#outboxes.values()].map((outbox) => [...outbox.records.keys()]))} timers ${this.clock.pending}`,
    );
  }

  #checkLog(): void {
    const { broken } = this.server.log;
    if (broken !== null) throw new Error(broken);
  }

  #checkAtRest(): void {
    const { log } = this.server;
    this.#checkLog();
    const history = JSON.stringify(log.frames);
    for (const tab of this.#tabs) {
      if (!tab.idle) throw new Error(`${tab.client.client} still has unsent edits`);
      if (!tab.headless && tab.client.version !== log.head)
        throw new Error(
          `${tab.client.client} is behind: ${JSON.stringify(tab.client.status)} ${tab.client.version} of ${log.head}, socket ${tab.socket?.readyState}, stopped ${tab.stopped}`,
        );
    }
    for (const token of this.#tokens.keys()) {
      if (history.includes(token) || this.#excused.has(token)) continue;
      throw new Error(
        `I5: what was typed as U+${token.charCodeAt(0).toString(16)} is neither committed nor kept`,
      );
    }
    this.server.checkpoint();
    for (const op of log.text) {
      if ('insert' in op && typeof op.insert === 'string' && !op.insert.isWellFormed()) {
        throw new Error('the text is not well-formed after a checkpoint');
      }
    }
  }

  #openTab(userId: string): SimTab {
    const tab = new SimTab(this, userId, this.clock, this.#outbox(userId));
    this.#tabs.push(tab);
    return tab;
  }

  #outbox(userId: string): SimOutbox {
    let outbox = this.#outboxes.get(userId);
    if (outbox === undefined) {
      outbox = new SimOutbox();
      this.#outboxes.set(userId, outbox);
    }
    return outbox;
  }

  async #settleMicrotasks(): Promise<void> {
    for (let i = 0; i < 12; i++) await null;
  }
}

function tokensIn(text: string): string[] {
  return text.match(/[\ue000-\uf8ff]/g) ?? [];
}

/** A socket as the simulation's parts exchange it. */
export type { SimSocket };
