import type { Gathering } from '../../durable-objects/document/collab/commit-policy.ts';
import type { Delta } from '../../src/ot/op.ts';
import type { OpsMessage, ServerMessage } from '../../src/protocol/messages.ts';
import { Random } from '../support/random.ts';
import { SimClock } from './sim-clock.ts';
import { SimServer } from './sim-server.ts';
import { SimSocket } from './sim-socket.ts';

/** Three clients, each of another user. */
export const A = 'alice-00-aaaaaaaa';
export const B = 'bob-0000-bbbbbbbb';
export const C = 'carol-00-cccccccc';

/** The user of a client. */
export const userOf = (client: string): string => `${client.slice(0, 8)}xxxxxxxxxxxxxx`;

/** A server whose frames stay open until time passes, unless told otherwise, and sockets driven by hand. */
export class Stage {
  readonly clock = new SimClock(new Random(1));
  readonly server: SimServer;

  constructor(gathering: Gathering = { fanOutMs: 1_000, longestMs: 2_000 }) {
    this.server = new SimServer(this.clock, gathering);
  }

  /** Connects a client and sends its join. */
  join(client: string, version: number | null, pending: boolean): SimSocket {
    const socket = new SimSocket();
    this.server.connect(socket, userOf(client));
    this.say(socket, { type: 'join', client, version, pending });
    return socket;
  }

  /** Delivers a message of a client to the server. */
  say(socket: SimSocket, message: object): void {
    this.server.receive(socket, JSON.stringify(message));
  }

  /** Delivers an operation of a client to the server. */
  op(socket: SimSocket, version: number, seq: number, delta: Delta): void {
    this.say(socket, { type: 'op', version, seq, delta });
  }

  /** Lets this many ms pass, with the timers that are due. */
  pass(ms: number): void {
    const until = this.clock.time + ms;
    while (this.clock.fireUntil(until));
  }

  /** Fires every timer, which commits the open frame. */
  commit(): void {
    while (this.clock.fire());
  }

  /** What the server has sent to a client since the last call. */
  heard(socket: SimSocket): ServerMessage[] {
    return socket.toClient.splice(0).map((text) => JSON.parse(text) as ServerMessage);
  }

  /** The same, but only the frames of the log. */
  logOf(socket: SimSocket): OpsMessage[] {
    return this.heard(socket).filter((message) => message.type === 'ops');
  }
}

/**
 * Two members of a frame whose composition sorts X before the deleted a. For an insert at 0 it matters whether they are
 * transformed as one or one by one.
 */
export const X_BEHIND_A: Delta = [{ retain: 1 }, { insert: 'X' }];
export const DELETE_A: Delta = [{ delete: 1 }];

/** The insert at 0 that it matters for. */
export const B_BEFORE_A: Delta = [{ insert: 'b' }];

/** Joins the three clients to a document whose version 1 is “a”; they have heard all of it. */
export function withA(stage: Stage): { a: SimSocket; b: SimSocket; c: SimSocket } {
  const a = stage.join(A, null, false);
  const b = stage.join(B, null, false);
  const c = stage.join(C, null, false);
  stage.op(a, 0, 1, [{ insert: 'a' }]);
  stage.commit();
  for (const socket of [a, b, c]) stage.heard(socket);
  return { a, b, c };
}
