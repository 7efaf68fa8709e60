import { Collaboration } from '../../durable-objects/document/collab/collaboration.ts';
import {
  type Attachment,
  Connection,
  newAttachment,
} from '../../durable-objects/document/collab/connection.ts';
import {
  type Frame,
  type LastOperation,
  makeFrame,
  unitsAfter,
} from '../../durable-objects/document/collab/frame.ts';
import type { Log } from '../../durable-objects/document/collab/log-source.ts';
import type { Ports } from '../../durable-objects/document/collab/ports.ts';
import { type OpenFrame, Sequencer } from '../../durable-objects/document/collab/sequencer.ts';
import type { Sink } from '../../durable-objects/document/collab/sink.ts';
import { measure } from '../../durable-objects/document/collab/size-bound.ts';
import { lasting } from '../../durable-objects/document/collab/standing.ts';
import { canonicalJson } from '../../src/ot/canonical.ts';
import { compose } from '../../src/ot/compose.ts';
import { EMPTY_DOCUMENT, isDocument } from '../../src/ot/last-newline.ts';
import { documentLength } from '../../src/ot/lengths.ts';
import type { Delta } from '../../src/ot/op.ts';
import { transformAfter } from '../../src/ot/transform.ts';
import { repairSurrogates } from '../../src/ot/well-formed.ts';
import type { Entry } from '../../src/protocol/messages.ts';
import type { Role } from '../../src/protocol/role.ts';
import type { SimClock } from './sim-clock.ts';

/** A socket whose two ends are queues. */
export class SimSocket implements Sink {
  readyState = 1;
  readonly toClient: string[] = [];
  readonly toServer: string[] = [];
  closedWith: number | null = null;
  #attachment: unknown = null;

  send(text: string): void {
    if (this.readyState !== 1) throw new Error('the socket is closed');
    this.toClient.push(text);
  }
  close(code = 1000): void {
    this.readyState = 3;
    this.closedWith ??= code;
  }
  serializeAttachment(value: unknown): void {
    this.#attachment = structuredClone(value);
  }
  deserializeAttachment(): unknown {
    return structuredClone(this.#attachment);
  }
}

/** The durable part of a Document: rows, with the true text of every version beside them for the oracles. */
class SimLog implements Log {
  readonly frames: Frame[] = [];
  readonly texts: Delta[] = [EMPTY_DOCUMENT];
  readonly seen = new Set<string>();
  checkpointVersion = 0;
  /** The kept log begins after this version; the archive has everything. */
  from = 0;
  clientsFrom = 0;
  readonly generation = 0;
  failNext = false;
  /** The first violation of an invariant. */
  broken: string | null = null;

  get head(): number {
    return this.frames.at(-1)?.to ?? 0;
  }

  get text(): Delta {
    return this.texts[this.head] as Delta;
  }

  append(open: OpenFrame): string {
    if (this.failNext) {
      this.failNext = false;
      throw new Error('disk full');
    }
    const entries = JSON.stringify(open.entries);
    const frame = makeFrame(open.from, JSON.parse(entries));
    if (frame.from !== this.head) this.#break(`I4: a frame from ${frame.from} on version ${this.head}`);
    for (const entry of frame.entries) {
      const id = `${entry.client}:${entry.seq}`;
      if (this.seen.has(id)) this.#break(`I2: ${id} is in the log twice`);
      this.seen.add(id);
    }
    frame.entries.forEach((entry, i) => {
      const text = compose(this.texts[frame.from + i] as Delta, entry.delta);
      if (!isDocument(text))
        this.#break(`version ${frame.from + i + 1} is not a document: ${JSON.stringify(text)}`);
      this.texts[frame.from + i + 1] = text;
    });
    this.frames.push(frame);
    return entries;
  }

  // Kept, not thrown: to the code under test a throw here is a storage that failed.
  #break(message: string): void {
    this.broken ??= message;
  }

  *framesAfter(version: number): Iterable<Frame> {
    if (version < this.from) throw new Error(`the log begins after version ${this.from}`);
    for (const frame of this.frames) if (frame.to > version) yield frame;
  }

  sharedWith(): number {
    return Number.POSITIVE_INFINITY;
  }

  /** Lets go of the log up to the newest edge at or before `version` that a checkpoint holds. */
  prune(version: number): void {
    const upTo = Math.min(version, this.checkpointVersion);
    for (const { to } of this.frames) if (to > this.from && to <= upTo) this.from = to;
  }

  lastOf(client: string): LastOperation | null {
    for (let i = this.frames.length - 1; i >= 0; i--) {
      const frame = this.frames[i] as Frame;
      for (let k = frame.entries.length - 1; k >= 0; k--) {
        const entry = frame.entries[k];
        const version = frame.from + k + 1;
        if (entry?.client === client && version > this.clientsFrom) return { seq: entry.seq, version };
      }
    }
    return null;
  }

  checkpoint(): { version: number; bytes: number; ops(): string } {
    const ops = JSON.stringify(this.texts[this.checkpointVersion]);
    return { version: this.checkpointVersion, bytes: ops.length, ops: () => ops };
  }

  // So little that most of what the simulation writes lies behind it.
  atHand(version: number): boolean {
    return version >= Math.max(this.from, this.head - 30);
  }

  lengthAfter(version: number): number {
    return JSON.stringify([...this.framesAfter(version)]).length;
  }
}

/** A Document as the platform would run it, with restarts and evictions on demand. */
export class SimServer {
  readonly log = new SimLog();
  readonly sockets = new Map<SimSocket, Connection>();
  readonly roles = new Map<string, Role>();
  /** How often reading the archive fails, 0 to 1. */
  archiveFails = 0;
  /** How many catch-ups read the archive now, and ever have. */
  reading = 0;
  readings = 0;
  readonly #clock: SimClock;
  #timers = {};
  #collaboration!: Collaboration;

  readonly #gatherMs: number;

  constructor(clock: SimClock, gatherMs: number) {
    this.#gatherMs = gatherMs;
    this.#clock = clock;
    this.#wake();
  }

  get hasTimers(): boolean {
    return this.#clock.holds(this.#timers);
  }

  connect(socket: SimSocket, userId: string): void {
    const now = this.#clock.time;
    const connection = new Connection(
      socket,
      newAttachment(
        {
          user: { id: userId, name: userId, color: '#123456' },
          standing: lasting(this.roles.get(userId) ?? 'editor'),
          strongestRole: 'owner',
          docId: 'simulated',
          region: null,
          credentialId: userId,
          expiresAt: null,
          origin: 'https://example.com',
        },
        now,
      ),
      now,
    );
    connection.save();
    this.sockets.set(socket, connection);
  }

  receive(socket: SimSocket, text: string): void {
    const connection = this.sockets.get(socket);
    if (connection) this.#collaboration.receive(connection, text);
  }

  /** The socket broke, or its client closed it. */
  gone(socket: SimSocket): void {
    const connection = this.sockets.get(socket);
    socket.readyState = 3;
    if (connection) this.#collaboration.audience.left(connection);
    this.sockets.delete(socket);
  }

  /**
   * An edit through the REST API; false when the answer is a refusal. What is based on a version before the kept log is
   * carried over the archive first, where the very same edit may be met, as the Worker does it.
   */
  submit(edit: { client: string; seq: number; base: number; delta: Delta }): boolean {
    try {
      const outcome = this.#collaboration.submit({ ...edit, userId: 'program', mayWrite: true, form: 'any' });
      if (outcome.kind === 'pruned') return this.#submitFromArchive(edit);
      return outcome.kind === 'accepted' || outcome.kind === 'duplicate';
    } catch {
      return false;
    }
  }

  #submitFromArchive(edit: { client: string; seq: number; base: number; delta: Delta }): boolean {
    const { frames, from } = this.log;
    const before = frames.filter((frame) => frame.to > edit.base && frame.to <= from);
    const known = ({ client, seq }: Entry): boolean => client === edit.client && seq === edit.seq;
    if (before.some((frame) => frame.entries.slice(Math.max(0, edit.base - frame.from)).some(known)))
      return true;
    let { delta } = edit;
    const archive = { framesAfter: () => before };
    for (const { composed } of unitsAfter(archive, edit.base)) delta = transformAfter(delta, composed);
    return this.submit({ ...edit, base: from, delta });
  }

  setRole(userId: string, role: Role): void {
    this.roles.set(userId, role);
    this.#collaboration.audience.setStanding(userId, lasting(role));
  }

  /** The process died: what was not stored is lost, and so is every socket. */
  restart(): void {
    this.#clock.forget(this.#timers);
    for (const socket of this.sockets.keys()) socket.close(1006);
    this.sockets.clear();
    this.#wake();
  }

  /** Hibernation: memory is lost, sockets and attachments stay. */
  evict(): void {
    const sockets = [...this.sockets.keys()];
    this.sockets.clear();
    for (const socket of sockets) {
      const attachment = socket.deserializeAttachment() as Attachment;
      if (socket.readyState === 1 && !attachment.gone) {
        this.sockets.set(socket, new Connection(socket, attachment, this.#clock.time));
      }
    }
    this.#wake();
  }

  /** Moves the checkpoint to the head, after the repair that a checkpoint makes. */
  checkpoint(): void {
    this.#collaboration.commit();
    const repair = repairSurrogates(this.log.text);
    if (repair !== null) {
      const client = `server---${String(this.log.head).padStart(8, '0')}`;
      // When storage fails the repair waits for the next checkpoint.
      if (!this.submit({ client, seq: 1, base: this.log.head, delta: repair })) return;
    }
    this.log.checkpointVersion = this.log.head;
  }

  /** The storage was lost, and what the archive holds is put in its place. */
  rebuild(): void {
    this.checkpoint();
    this.log.prune(this.log.head);
    this.log.clientsFrom = this.log.from;
    this.restart();
  }

  canonicalAt(version: number): string {
    return canonicalJson(this.log.texts[version] as Delta);
  }

  #wake(): void {
    const { head, text } = this.log;
    this.#timers = {};
    this.reading = 0;
    const timers = this.#timers;
    const clock = this.#clock.for(this.#timers);
    const sequencer = new Sequencer(
      { docId: 'simulated', version: head, length: documentLength(text), size: measure(text) },
      this.log,
      { sizeAfter: (delta) => measure(compose(this.log.text, delta)) },
    );
    const ports: Ports = {
      turn: { versions: 10, length: 2_000 },
      receivedPerMinute: 1_000_000,
      now: clock.now,
      after: (ms, action) => void clock.after(ms, action),
      committed: () => {},
      snapshotUrl: () => 'unused',
      verifyToken: () => Promise.resolve(null),
      announce: () => Promise.resolve(true),
      credentialLeft: () => {},
      commitFailed: () => {},
      synced: () => 0,
      gatherMs: () => this.#gatherMs,
      archived: (from, to) => this.#archived(from, to, timers),
      archiveFailed: () => null,
      background: (work) => {
        this.reading++;
        this.readings++;
        void work.then(() => {
          if (timers === this.#timers) this.reading--;
        });
      },
    };
    this.#collaboration = new Collaboration(
      sequencer,
      this.log,
      ports,
      this.sockets as unknown as Map<unknown, Connection>,
    );
  }

  // A few frames at a time, and other things happen between.
  async *#archived(from: number, to: number, timers: object): AsyncGenerator<Frame, void, undefined> {
    const clock = this.#clock.for(timers);
    let n = 0;
    for (const frame of [...this.log.frames]) {
      if (frame.to <= from) continue;
      if (n++ % 3 === 0) await new Promise<void>((resolve) => void clock.after(20, resolve));
      if (clock.random() < this.archiveFails) throw new Error('the archive cannot be read');
      yield frame;
      if (frame.to >= to) return;
    }
  }
}
