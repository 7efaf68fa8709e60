import { canonicalJson } from '../../src/ot/canonical.ts';
import { compose } from '../../src/ot/compose.ts';
import { opLength } from '../../src/ot/lengths.ts';
import type { Delta, Op, Range } from '../../src/ot/op.ts';
import { transformPosition } from '../../src/ot/position.ts';
import { decodeClientMessage } from '../../src/protocol/codec.ts';
import { DocumentClient } from '../../web/collab/document-client.ts';
import type { OutboxRecord, Peer } from '../../web/collab/ports.ts';
import type { Random } from '../support/random.ts';
import { documentText, randomOperation } from '../support/rich-text.ts';
import { sameDocument } from './same-document.ts';
import type { SimClock } from './sim-clock.ts';
import type { SimOutbox } from './sim-outbox.ts';
import { SimSocket } from './sim-socket.ts';
import { randomTableEdit } from './table-edits.ts';
import type { World } from './world.ts';

/** One browser tab: a DocumentClient, with a plain delta as its editor and a socket at times. */
export class SimTab {
  readonly userId: string;
  readonly client: DocumentClient;
  readonly headless: boolean;
  /** Whether it offers the short form of the wire; others are clients of older releases. */
  readonly short: boolean;
  socket: SimSocket | null = null;
  shown: Delta | null = null;
  held = false;
  peers: readonly Peer[] = [];
  stopped = false;
  broken = false;
  /** Whether the editor throws at the next change that it shall show. */
  throwsNext = false;
  readonly #world: World;
  #caret: { range: Range; token: string | null } | null = null;

  constructor(
    world: World,
    userId: string,
    clock: SimClock,
    outbox: SimOutbox,
    resume?: OutboxRecord,
    unrecorded = false,
  ) {
    this.#world = world;
    this.userId = userId;
    this.short = world.tabs.all.length % 2 === 0;
    this.headless = resume !== undefined;
    this.client = new DocumentClient({
      docId: 'simulated',
      userId,
      outbox: outbox.for(this),
      clock: clock.for(this),
      fetchSnapshot: () => Promise.reject(new Error('unused')),
      editor: {
        load: (ops) => {
          if (this.headless) return;
          this.#maybeThrow();
          this.shown = ops;
          this.#caret = null;
        },
        apply: (delta) => {
          if (this.shown === null) return;
          this.#maybeThrow();
          this.shown = compose(this.shown, delta);
        },
        flush: () => {},
      },
      events: {
        status: (status) => {
          this.stopped = status.state === 'stopped';
          this.broken = status.state === 'stopped' && status.reason === 'broken';
        },
        peers: (peers) => {
          this.peers = peers;
        },
        role: () => {},
        rejected: (edit) => world.refused(edit.delta),
        synced: () => {},
      },
      ...(resume ? { resume, unrecorded } : {}),
    });
    void outbox.for(this).claim('simulated', this.client.client);
  }

  #maybeThrow(): void {
    if (!this.throwsNext) return;
    this.throwsNext = false;
    throw new Error('the editor cannot draw this');
  }

  get idle(): boolean {
    return this.client.unsentEdits === 0;
  }

  /** Once the tab is dead: what it held that the server has not acknowledged. */
  left(): OutboxRecord | null {
    return this.client.handOver()?.resume ?? null;
  }

  open(): void {
    const socket = new SimSocket();
    this.socket = socket;
    this.#world.server.connect(socket, this.userId, this.short ? ['short.v1'] : []);
    this.client.opened({
      send: (text) => {
        if (socket.readyState !== 1) return;
        socket.toServer.push(text);
        this.#noteCaret(text);
      },
      reconnect: () => this.#world.tabs.cut(this),
    });
  }

  /** The user types, deletes or formats; every insert carries a unique token. */
  edit(random: Random, unkind: boolean): void {
    if (this.shown === null || this.held) return;
    const token = this.#world.tokens.next();
    const before = this.shown;
    let at = -1;
    let typedAt = 0;
    let position = 0;
    let positionBefore = 0;
    const isOfTable = this.#world.tables && random.chance(0.6);
    const change = isOfTable
      ? randomTableEdit(random, before, () => this.#world.nextCellId())
      : randomOperation(random, before, { unkind });
    const delta: Op[] = change.map((op) => {
      if ('insert' in op && typeof op.insert === 'string' && at < 0 && !unkind) {
        at = position + op.insert.length + 1;
        typedAt = positionBefore;
        return { ...op, insert: op.insert + token };
      }
      if (!('delete' in op)) position += opLength(op);
      if (!('insert' in op)) positionBefore += opLength(op);
      return op;
    });
    if (delta.length === 0) return;
    this.shown = compose(before, delta);
    if (at >= 0) this.#world.tokens.typed(token);
    // What a person deletes before it is sent is not lost.
    this.#world.tokens.excuseGone(documentText(before), documentText(this.shown));
    // When a refused deletion is undone, the text comes back, but the caret does not return to it.
    if (this.#caret?.token && !documentText(this.shown).includes(this.#caret.token)) this.#caret.token = null;
    if (at >= 0) {
      // A user types at the caret, and the operation itself moves the caret along.
      const pushed = transformPosition(typedAt, delta, false);
      this.#moveCaret({ index: typedAt, length: 0 }, pushed === at ? token : null);
    } else if (this.#caret !== null && delta.some((op) => 'insert' in op)) {
      // The insert may be at the caret, and then comes between it and the text typed before.
      this.#caret.token = null;
    }
    if (isOfTable) this.#world.movedText(change);
    this.client.edit(delta);
    if (at >= 0) this.#moveCaret({ index: at, length: 0 }, token);
  }

  /** Text with these tokens now stands elsewhere: a caret does not follow text that was moved. */
  forgetCaret(moved: string): void {
    if (this.#caret?.token && moved.includes(this.#caret.token)) this.#caret.token = null;
  }

  moveCaret(random: Random): void {
    if (this.shown === null) return;
    const index = random.int(documentText(this.shown).length);
    this.#moveCaret({ index, length: 0 }, null);
  }

  /** The shown text, compared with the client's own state. */
  check(): void {
    if (this.headless || this.shown === null || (this.stopped && !this.broken)) return;
    if (!sameDocument(this.shown, this.client.contents())) {
      throw new Error(`${this.client.client}: the editor shows what the client does not hold`);
    }
    const version = this.client.version as number;
    const truth = this.#world.server.textAt(version);
    if (!sameDocument(this.client.document(), truth)) {
      throw new Error(
        `I1: ${this.client.client} differs at version ${version}\n server ${canonicalJson(truth)}\n client ${canonicalJson(this.client.document())}`,
      );
    }
  }

  /** The caret of a peer that typed `token` is right behind it. */
  checkCaret(client: string, token: string): void {
    const cursor = this.peers.find((peer) => peer.client === client)?.cursor;
    if (!cursor || this.shown === null) return;
    const at = documentText(this.shown).indexOf(token);
    if (at >= 0 && cursor.index !== at + 1) {
      throw new Error(`${client}'s caret is at ${cursor.index}, its text ends at ${at + 1}`);
    }
  }

  #moveCaret(range: Range, token: string | null): void {
    this.#caret = { range, token };
    this.client.setSelection(range);
  }

  #noteCaret(text: string): void {
    const decoded = decodeClientMessage(text, this.short);
    if (!decoded.ok) throw new Error(`${this.client.client} sent ${text}: ${decoded.error.message}`);
    const message = decoded.value;
    if (message.type !== 'op' || !message.cursor) return;
    this.#world.carets.set(`${this.client.client}:${message.seq}`, this.#caret?.token ?? null);
  }
}
