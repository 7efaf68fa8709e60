import { Collaboration } from '../../durable-objects/document/collab/collaboration.ts';
import type { Gathering } from '../../durable-objects/document/collab/commit-policy.ts';
import {
  type Attachment,
  Connection,
  newAttachment,
} from '../../durable-objects/document/collab/connection.ts';
import { type Frame, unitsAfter } from '../../durable-objects/document/collab/frame.ts';
import type { Ports } from '../../durable-objects/document/collab/ports.ts';
import { Sequencer } from '../../durable-objects/document/collab/sequencer.ts';
import { measure } from '../../durable-objects/document/collab/size-bound.ts';
import { lasting } from '../../durable-objects/document/collab/standing.ts';
import { compose } from '../../src/ot/compose.ts';
import { documentLength } from '../../src/ot/lengths.ts';
import type { Delta } from '../../src/ot/op.ts';
import { transformAfter } from '../../src/ot/transform.ts';
import { repairSurrogates } from '../../src/ot/well-formed.ts';
import type { Entry } from '../../src/protocol/messages.ts';
import type { Offer } from '../../src/protocol/offers.ts';
import type { ReviewMessage } from '../../src/protocol/review.ts';
import type { Role } from '../../src/protocol/role.ts';
import type { SimClock } from './sim-clock.ts';
import { SimLog } from './sim-log.ts';
import type { SimSocket } from './sim-socket.ts';

/** A Document as the platform would run it, with restarts and evictions on demand. */
export class SimServer {
  readonly log = new SimLog();
  readonly sockets = new Map<SimSocket, Connection>();
  readonly roles = new Map<string, Role>();
  /** The probability that reading a frame of the archive fails, 0 to 1. */
  archiveFails = 0;
  /** How many catch-ups read the archive now, and how many have ever begun to. */
  reading = 0;
  readings = 0;
  /** The number of the last change of the review. */
  reviewed: () => number = () => 0;
  readonly #clock: SimClock;
  #timers = {};
  #collaboration!: Collaboration;

  readonly #gathering: Gathering;

  constructor(clock: SimClock, gathering: Gathering) {
    this.#gathering = gathering;
    this.#clock = clock;
    this.#wake();
  }

  get hasTimers(): boolean {
    return this.#clock.holds(this.#timers);
  }

  connect(socket: SimSocket, userId: string, offers: readonly Offer[] = []): void {
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
          offers,
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
   * An edit through the REST API; false when the server refuses it. As in the Worker, an edit based on a version before
   * the kept log is first rebased over the archive, which may already hold this edit.
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

  /** Commits the open frame now. */
  commit(): void {
    this.#collaboration.commit();
  }

  /** Tells a change of the review to the clients that have joined and follow it. */
  sendReview(message: ReviewMessage): void {
    this.#collaboration.audience.sendReview(message, this.#clock.time);
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

  /** The process dies: every socket and everything that was not stored is lost. */
  restart(): void {
    this.#clock.forget(this.#timers);
    for (const socket of this.sockets.keys()) socket.close(1006);
    this.sockets.clear();
    this.#wake();
  }

  /** The object hibernates: memory is lost, sockets and their attachments stay. */
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

  /** Repairs the text as a checkpoint does, then moves the checkpoint to the head. */
  checkpoint(): void {
    this.#collaboration.commit();
    const repair = repairSurrogates(this.log.text);
    if (repair !== null) {
      const client = `server---${String(this.log.head).padStart(8, '0')}`;
      // When storage fails, the repair waits for the next checkpoint.
      if (!this.submit({ client, seq: 1, base: this.log.head, delta: repair })) return;
    }
    this.log.checkpointVersion = this.log.head;
  }

  /** The storage is lost, and rebuilt from the archive. */
  rebuild(): void {
    this.checkpoint();
    this.log.prune(this.log.head);
    this.log.clientsFrom = this.log.from;
    this.restart();
  }

  /** The true text at a version. */
  textAt(version: number): Delta {
    return this.log.texts[version] as Delta;
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
      suggestionChangesPerHour: 7_200,
      now: clock.now,
      after: (ms, action) => void clock.after(ms, action),
      committed: () => {},
      snapshotUrl: () => 'unused',
      verifyToken: () => Promise.resolve(null),
      announce: () => Promise.resolve(true),
      credentialLeft: () => {},
      commitFailed: () => {},
      synced: () => 0,
      reviewed: () => this.reviewed(),
      gathering: () => this.#gathering,
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

  // It reads a few frames at a time; other things happen in between.
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
