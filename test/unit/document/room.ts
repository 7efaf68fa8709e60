import { expect } from 'vitest';
import { Audience } from '../../../durable-objects/document/collab/audience.ts';
import { Connection } from '../../../durable-objects/document/collab/connection.ts';
import { Floods } from '../../../durable-objects/document/collab/floods.ts';
import { type Frame, type LastOperation, makeFrame } from '../../../durable-objects/document/collab/frame.ts';
import type { LogSource } from '../../../durable-objects/document/collab/log-source.ts';
import type { AudiencePorts } from '../../../durable-objects/document/collab/ports.ts';
import type { Sink } from '../../../durable-objects/document/collab/sink.ts';
import { compose } from '../../../src/ot/compose.ts';
import { EMPTY_DOCUMENT } from '../../../src/ot/last-newline.ts';
import type { Delta } from '../../../src/ot/op.ts';
import type { Entry, OpsMessage, ServerMessage } from '../../../src/protocol/messages.ts';
import { SimClock } from '../../simulation/sim-clock.ts';
import { Random } from '../../support/random.ts';
import { connectionOf } from './sockets.ts';

/** The client that the log's own operations are by. */
export const AUTHOR = 'authorxx-00000000';

/** A log that is an array: nothing is accepted into it, it only grows. */
export class ArraySource implements LogSource {
  readonly frames: Frame[] = [];
  readonly from = 0;
  readonly generation = 0;
  readonly clientsFrom = 0;
  stored: { version: number; ops: Delta } = { version: 0, ops: EMPTY_DOCUMENT };

  get version(): number {
    return this.frames.at(-1)?.to ?? 0;
  }

  /** Grows by one frame that inserts these texts at the beginning, one after the other. */
  grow(...texts: string[]): Frame {
    const entries = texts.map((insert, i) => this.entry(AUTHOR, this.version + i + 1, insert));
    return this.push(entries);
  }

  entry(client: string, seq: number, insert: string): Entry {
    return { client, seq, delta: [{ insert }] };
  }

  push(entries: Entry[]): Frame {
    const frame = makeFrame(this.version, entries);
    this.frames.push(frame);
    return frame;
  }

  text(): Delta {
    return this.frames.reduce((text, { composed }) => compose(text, composed), EMPTY_DOCUMENT);
  }

  framesAfter(version: number): Frame[] {
    return this.frames.filter(({ to }) => to > version);
  }

  atHand(): boolean {
    return true;
  }

  lastOf(client: string): LastOperation | null {
    for (const { from, entries } of [...this.frames].reverse()) {
      const index = entries.findLastIndex((entry) => entry.client === client);
      const entry = entries[index];
      if (entry !== undefined) return { seq: entry.seq, version: from + index + 1 };
    }
    return null;
  }

  checkpoint(): ReturnType<LogSource['checkpoint']> {
    const ops = JSON.stringify(this.stored.ops);
    return { version: this.stored.version, bytes: ops.length, ops: () => ops };
  }

  lengthAfter(version: number): number {
    return this.framesAfter(version).reduce((sum, { length }) => sum + length, 0);
  }

  sharedWith(): number {
    return Number.POSITIVE_INFINITY;
  }
}

/** A sink that only stores what it is sent: it neither hibernates nor reports anything. */
export class MemorySink implements Sink {
  readonly messages: ServerMessage[] = [];
  closedWith: number | undefined;

  send(text: string): void {
    this.messages.push(JSON.parse(text));
  }
  close(code?: number): void {
    this.closedWith = code;
  }

  heard<T extends ServerMessage['type']>(type: T): Extract<ServerMessage, { type: T }>[] {
    return this.messages.filter((message) => message.type === type) as Extract<ServerMessage, { type: T }>[];
  }

  /** The client's text after all of it. */
  text(): Delta {
    const snapshot = this.heard('joined')[0]?.snapshot;
    if (!snapshot || !('ops' in snapshot)) throw new Error('no snapshot was sent');
    return this.heard('ops').reduce<Delta>(
      (text, { ops }) => ops.reduce<Delta>((before, { delta }) => compose(before, delta), text),
      snapshot.ops,
    );
  }
}

/** An Audience over an array. `turn` is the number of versions of the log that it reads at a time. */
export class Room {
  readonly source = new ArraySource();
  readonly clock = new SimClock(new Random(1));
  readonly connections = new Map<unknown, Connection>();
  readonly audience: Audience;

  constructor(turn = 1_000) {
    const { now, after } = this.clock.for(this);
    const ports: AudiencePorts = {
      turn: { versions: turn, length: 256 * 1024 },
      now,
      after: (ms, action) => void after(ms, action),
      background: () => {},
      snapshotUrl: (_, version) => `https://docs.example/${version}`,
      synced: () => 0,
      reviewed: () => 0,
      archived: () => {
        throw new Error('there is no archive');
      },
      archiveFailed: () => null,
    };
    const { source, connections } = this;
    const floods = new Floods({ receivedPerMinute: 1_000_000, suggestionChangesPerHour: 7_200 });
    this.audience = new Audience({ source, ports, connections, floods, documentBytes: 2_000_000 });
  }

  /** Client `i` joins from `version`; null for no version. */
  join(
    i: number,
    version: number | null = null,
  ): { connection: Connection; sink: MemorySink; client: string } {
    const { state } = connectionOf(i).connection;
    const client = state.client as string;
    const sink = new MemorySink();
    const connection = new Connection(sink, { ...state, client: null }, this.clock.time);
    this.connections.set(sink, connection);
    expect(this.audience.objection(connection, client)).toBeNull();
    this.audience.join(connection, { type: 'join', client, version, pending: version !== null });
    return { connection, sink, client };
  }

  /** The log grows, and all clients are told. */
  publish(...texts: string[]): void {
    const frame = this.source.grow(...texts);
    const message: OpsMessage = { type: 'ops', from: frame.from, to: frame.to, ops: [...frame.entries] };
    const text = JSON.stringify(message);
    this.audience.publish(frame, { long: text, short: text }, this.clock.time);
  }

  async pass(ms: number): Promise<void> {
    await settled();
    for (const until = this.clock.time + ms; this.clock.fireUntil(until); ) await settled();
  }
}

// Everything that runs without a timer has run by then.
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
