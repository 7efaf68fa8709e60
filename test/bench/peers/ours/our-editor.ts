import { newClientId } from '../../../../src/base/ids.ts';
import { OtEditor } from '../ot-editor.ts';
import type { Change, EditorPlace, PeerServer } from '../peer.ts';
import { type Me, NEWEST_WIRE, WIRES, type Wire } from './wire.ts';

// As long as our client library waits when several edits were made meanwhile.
const BETWEEN_OPS_MS = 2;
// docs/protocol.md, Slow readers
const CONFIRM_AFTER = { ms: 30_000, versions: 1_000, bytes: 2 ** 20 };

let users = 0;

/** An id for one more user: a user may have 20 sockets on a document, so everyone is another user. */
export function newUser(): string {
  return `b${String(users++).padStart(7, '0')}-benchmark`;
}

/** The path of a user's socket. */
export function socketPath(server: PeerServer, user: string): string {
  return `/document/${server.document}/socket?user=${user}`;
}

/** A thin editor that speaks our protocol; it sends neither cursors nor the ping every 30 s. */
export class OurEditor extends OtEditor {
  readonly #wire: Wire;
  readonly #me: Me;
  #version = Number.POSITIVE_INFINITY;
  // The version of `joined`: places are of the document as it was when this client joined.
  #head = Number.POSITIVE_INFINITY;
  #sentAt = 0;
  #timer: NodeJS.Timeout | null = null;
  #hasJoined = false;
  #told = { at: 0, version: 0, bytesIn: 0 };

  private constructor(server: PeerServer, user: string, place: EditorPlace, wire: Wire) {
    super(server, socketPath(server, user), place, wire.offers);
    this.#me = { client: newClientId(user), seq: 0, number: null };
    this.#wire = wire;
  }

  /** Connects, and resolves when it has the newest version. */
  static open(server: PeerServer, place: EditorPlace): Promise<OurEditor> {
    const name = server.options.wire ?? NEWEST_WIRE;
    const wire = WIRES[name];
    if (wire === undefined) throw new Error(`no wire is named ${name}`);
    const editor = new OurEditor(server, newUser(), place, wire);
    const join = { type: 'join', client: editor.#me.client, version: null, pending: false };
    return editor.connect([JSON.stringify(join)]);
  }

  protected override maySubmit(edits: number): boolean {
    if (this.#timer !== null) return false;
    if (edits < 2) return true;
    const early = this.#sentAt + BETWEEN_OPS_MS - performance.now();
    if (early <= 0) return true;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.flush();
    }, early);
    return false;
  }

  protected override submit(change: Change): void {
    this.#sentAt = performance.now();
    this.#tell();
    this.#me.seq++;
    this.send(this.#wire.writeOp(this.#version, this.#me, change));
  }

  protected override received(payload: Buffer): void {
    switch (this.#wire.kindOf(payload)) {
      case 'ops':
        this.#receiveOps(payload);
        break;
      case 'joined':
        this.#receiveJoined(payload);
        break;
      case 'refusal':
        throw new Error(`ours: ${payload}`);
      default:
        break;
    }
    if (this.#hasJoined && this.#version >= this.#head) this.ready();
    this.#confirm();
  }

  #receiveJoined(payload: Buffer): void {
    const {
      version,
      snapshot,
      number = null,
    } = JSON.parse(payload.toString()) as {
      version: number;
      number?: number;
      snapshot: { version: number; url?: string };
    };
    this.#me.number = number;
    this.#version = snapshot.version;
    this.#head = version;
    this.#tell();
    if (snapshot.url === undefined) this.#hasJoined = true;
    else void this.#fetchSnapshot(snapshot.url);
  }

  async #fetchSnapshot(url: string): Promise<void> {
    await (await fetch(url)).arrayBuffer();
    this.#hasJoined = true;
    if (this.#version >= this.#head) this.ready();
  }

  #receiveOps(payload: Buffer): void {
    const { from, to, ops } = this.isReader
      ? { ...this.#wire.readVersions(payload), ops: [] }
      : this.#wire.readOps(payload, this.#me);
    // In flight during the join: the snapshot covers it.
    if (to <= this.#version) return;
    if (from !== this.#version)
      throw new Error(`ours: holds version ${this.#version} and was sent ${from} to ${to}`);
    this.#version = to;
    if (this.isReader || from < this.#head) return;
    let landed = 0;
    for (const { client, seq, delta } of ops) {
      if (this.isInFlight && client === this.#me.client && seq === this.#me.seq) landed = this.landed();
      else this.moved(delta);
    }
    this.flush();
    if (landed > 0) this.acknowledge(landed);
  }

  #tell(): void {
    this.#told = { at: performance.now(), version: this.#version, bytesIn: this.bytesIn };
  }

  /** Says which version it has when it has said nothing for long; never with an operation in flight. */
  #confirm(): void {
    if (!this.#hasJoined || this.isInFlight) return;
    const isDue =
      this.bytesIn - this.#told.bytesIn >= CONFIRM_AFTER.bytes ||
      this.#version - this.#told.version >= CONFIRM_AFTER.versions ||
      performance.now() - this.#told.at >= CONFIRM_AFTER.ms;
    if (!isDue) return;
    this.#tell();
    this.send(`{"type":"cursor","version":${this.#version},"cursor":null}`);
  }
}
