import { canonicalJson, normalise, sameDelta } from '../../../src/ot/canonical.ts';
import type { Draft } from '../../../web/collab/layers/layer-ports.ts';
import { Random } from '../../support/random.ts';
import { randomDocument } from '../../support/rich-text.ts';
import { settleMicrotasks } from '../rest.ts';
import { SimClock } from '../sim-clock.ts';
import { SimServer } from '../sim-server.ts';
import { TypedTokens } from '../typed-tokens.ts';
import { ReviewOracles } from './review-oracles.ts';
import { ReviewTab } from './review-tab.ts';
import { SimDrafts } from './sim-drafts.ts';
import { SimRest } from './sim-rest.ts';
import { type Decided, SimReview } from './sim-review.ts';

/** What a run did. */
export interface ReviewTally {
  versions: number;
  suggested: number;
  decisions: number;
  undone: number;
  cuts: number;
  restarts: number;
  crashes: number;
  adrift: number;
  composed: number;
  layers: number;
  watched: number;
}

/** One seeded run: 2 to 6 people who edit, suggest, view, decide and undo, on a network and a server that fail. */
export class ReviewWorld {
  readonly random: Random;
  readonly clock: SimClock;
  readonly server: SimServer;
  readonly review: SimReview;
  readonly rest: SimRest;
  readonly oracles: ReviewOracles;
  readonly tokens = new TypedTokens();
  readonly tabs: ReviewTab[] = [];
  readonly devices = new Map<string, SimDrafts>();
  readonly tally: ReviewTally = {
    versions: 0,
    suggested: 0,
    decisions: 0,
    undone: 0,
    cuts: 0,
    restarts: 0,
    crashes: 0,
    adrift: 0,
    composed: 0,
    layers: 0,
    watched: 0,
  };
  /** The decision that the message that is being read commits, alone. */
  deciding: Decided | null = null;
  #failure: unknown = null;
  #failed: Error | null = null;
  #people = 0;

  constructor(seed: number) {
    this.random = new Random(seed);
    this.clock = new SimClock(this.random);
    const fanOutMs = this.random.pick([0, 20, 400]);
    this.server = new SimServer(this.clock, { fanOutMs, longestMs: Math.max(2 * fanOutMs, 40) });
    this.review = new SimReview(this.server);
    this.rest = new SimRest(this.review);
    this.oracles = new ReviewOracles(this.review);
    const text = randomDocument(this.random, 12).slice(0, -1);
    if (text.length > 0)
      this.server.submit({ client: 'programx-00000000', seq: 1, base: 0, delta: normalise(text) });
    this.server.commit();
    for (let n = this.random.between(2, 6); n > 0; n--) this.#add(`user${this.#people++}xxxxxxxxxxxxxxxxx`);
  }

  /** Runs `steps` random steps, then lets everything come to rest, and checks that all see the same. */
  async run(steps: number): Promise<ReviewTally> {
    // A client that breaks reports why to the page.
    (globalThis as { reportError?: (error: unknown) => void }).reportError = (error) => {
      this.#failure ??= error;
    };
    for (const tab of this.tabs) tab.open();
    for (let i = 0; i < steps; i++) await this.#step();
    await this.#comeToRest();
    this.#checkAtRest();
    this.tally.versions = this.server.log.head;
    this.tally.decisions = this.review.decisions;
    this.tally.suggested = this.oracles.suggested;
    this.tally.layers = this.oracles.seen;
    this.tally.watched = this.oracles.watched;
    return this.tally;
  }

  /** Breaks a tab's connection; a part of what is under way to the server still arrives. */
  cut(tab: ReviewTab): void {
    const { socket } = tab;
    if (socket === null) return;
    tab.socket = null;
    this.tally.cuts++;
    for (let n = this.random.int(socket.toServer.length + 1); n > 0; n--)
      this.server.receive(socket, socket.toServer.shift() as string);
    this.server.gone(socket);
    tab.client.closed(1006);
  }

  /** The text of a tab was replaced under this draft. */
  adrift(tab: ReviewTab, draft: Draft): void {
    this.tally.adrift++;
    tab.adrift += JSON.stringify(draft.delta);
  }

  /** Something is wrong that a promise may swallow: the run fails. */
  fail(error: Error): void {
    this.#failed ??= error;
  }

  /** What the device of a user keeps of suggestions. */
  drafts(userId: string): SimDrafts {
    let drafts = this.devices.get(userId);
    if (drafts === undefined) {
      drafts = new SimDrafts();
      this.devices.set(userId, drafts);
    }
    return drafts;
  }

  #add(userId: string): ReviewTab {
    const tab = new ReviewTab(this, userId);
    this.tabs.push(tab);
    tab.layers.mode = this.random.pick([
      'editing',
      'editing',
      'suggesting',
      'suggesting',
      'viewing',
    ] as const);
    return tab;
  }

  #deliver(tab: ReviewTab): void {
    const text = tab.socket?.toClient.shift();
    if (text === undefined) return;
    const message = JSON.parse(text) as { type: string; to: number; ops?: { client?: string }[] };
    const [only, ...more] = message.ops ?? [];
    this.deciding = (more.length === 0 && this.review.decided.get(only?.client ?? '')) || null;
    if (message.ops?.some((entry) => entry.client === undefined)) this.tally.composed++;
    tab.received(text);
    this.deciding = null;
  }

  async #step(): Promise<void> {
    const { random, server, tabs, rest } = this;
    for (const tab of tabs) if (tab.socket === null && random.chance(0.06)) tab.open();
    const tab = random.pick(tabs);
    const choice = random.next();
    for (const each of tabs) each.outbox.settle();
    for (const device of this.devices.values()) if (random.chance(0.5)) device.settle();
    if (choice < 0.2) tab.edit(random);
    else if (choice < 0.22) {
      this.tally.undone++;
      tab.undo();
    } else if (choice < 0.4) {
      const from = random.pick(tabs);
      for (let n = random.between(1, 3); n > 0; n--) this.#toServer(from);
    } else if (choice < 0.62) for (let n = random.between(1, 5); n > 0; n--) this.#deliver(tab);
    else if (choice < 0.78) this.clock.fire();
    else if (choice < 0.87) for (let n = random.between(1, 3); n > 0; n--) rest.step(random);
    else if (choice < 0.91) tab.sender.flush();
    else if (choice < 0.945) this.review.decide(random);
    else if (choice < 0.953)
      tab.layers.mode = random.pick(['editing', 'editing', 'suggesting', 'suggesting', 'viewing'] as const);
    else if (choice < 0.963) tab.toggleHold();
    else if (choice < 0.975) {
      if (tab.socket === null) tab.open();
      else this.cut(tab);
    } else if (choice < 0.98) this.#restart();
    else if (choice < 0.984) this.#evict();
    else if (choice < 0.988) this.#crash(tab);
    else if (choice < 0.99) tab.layers.begin();
    else if (choice < 0.994) server.checkpoint();
    else if (choice < 0.997) server.log.prune(server.log.head - random.int(8));
    else server.log.failNext = true;
    await settleMicrotasks();
    this.#noticeClosed();
    this.#check();
  }

  #toServer(tab: ReviewTab): void {
    const text = tab.socket?.toServer.shift();
    if (tab.socket !== null && text !== undefined) this.server.receive(tab.socket, text);
  }

  #check(): void {
    if (this.#failed !== null) throw this.#failed;
    for (const tab of this.tabs) tab.check();
    const { broken } = this.server.log;
    if (broken !== null) throw new Error(broken);
  }

  #noticeClosed(): void {
    for (const tab of this.tabs) {
      const { socket } = tab;
      if (socket === null || socket.closedWith === null || socket.toClient.length > 0) continue;
      tab.socket = null;
      this.server.gone(socket);
      tab.client.closed(socket.closedWith);
    }
    for (const tab of this.tabs)
      if (tab.stopped !== null)
        throw new Error(`${tab.userId} stopped: ${tab.stopped}`, { cause: this.#failure });
  }

  #restart(): void {
    this.tally.restarts++;
    this.server.restart();
  }

  #evict(): void {
    if (!this.server.hasTimers) this.server.evict();
  }

  #crash(tab: ReviewTab): void {
    this.tally.crashes++;
    this.clock.kill(tab);
    this.rest.forget(tab, this.random);
    const device = this.drafts(tab.userId);
    device.kill(tab);
    this.oracles.died(tab.drafts() + tab.adrift, JSON.stringify([...device.records.values()]));
    if (tab.socket !== null) this.server.gone(tab.socket);
    this.tabs.splice(this.tabs.indexOf(tab), 1);
    this.#add(tab.userId).open();
  }

  async #comeToRest(): Promise<void> {
    this.server.log.failNext = false;
    this.rest.isReliable = true;
    for (let round = 0; round < 2_000; round++) {
      let busy = false;
      this.#noticeClosed();
      for (const tab of this.tabs) {
        if (tab.held) tab.toggleHold();
        if (tab.socket === null) tab.open();
        while (tab.outbox.waiting > 0) {
          busy = true;
          tab.outbox.settle();
          await settleMicrotasks();
        }
        busy ||= tab.client.unsentEdits > 0;
        while (tab.socket !== null && tab.socket.toServer.length > 0) {
          busy = true;
          this.#toServer(tab);
        }
        while (tab.socket !== null && tab.socket.toClient.length > 0) {
          busy = true;
          this.#deliver(tab);
        }
        tab.sender.flush();
      }
      for (const device of this.devices.values()) for (; device.waiting > 0; busy = true) device.settle();
      await settleMicrotasks();
      while (this.rest.waiting > 0) {
        busy = true;
        this.rest.step(this.random);
        await settleMicrotasks();
      }
      busy = this.clock.fire() || busy || this.server.reading > 0;
      await settleMicrotasks();
      this.#check();
      if (!busy) return;
    }
    throw new Error('it never comes to rest');
  }

  #checkAtRest(): void {
    this.oracles.checkNothingLost();
    for (const [userId, { records }] of this.devices)
      if (records.size > 0) throw new Error(`${userId} still owes ${JSON.stringify([...records.values()])}`);
    const [first] = this.tabs;
    for (const tab of this.tabs) {
      if (tab.layers.state.held !== this.review.book.number)
        throw new Error(`${tab.userId} holds ${tab.layers.state.held} of ${this.review.book.number}`);
      if (first?.view == null || tab.view === null) throw new Error(`${tab.userId} shows nothing`);
      if (!sameDelta(tab.view, first.view))
        throw new Error(
          `${tab.userId} sees\n ${canonicalJson(tab.view)}\n and ${first.userId}\n ${canonicalJson(first.view)}`,
        );
    }
  }
}
