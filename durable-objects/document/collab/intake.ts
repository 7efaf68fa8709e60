import { CLOSE, type Close } from '../../../src/protocol/close-codes.ts';
import { decodeClientMessage } from '../../../src/protocol/codec.ts';
import { LIMITS } from '../../../src/protocol/limits.ts';
import type { ClientMessage } from '../../../src/protocol/messages.ts';
import { may } from '../../../src/protocol/permissions.ts';
import type { Connection } from './connection.ts';
import type { Floods } from './floods.ts';
import type { Handlers } from './handlers.ts';
import { opWithoutDelta } from './op-head.ts';

/** An accepted message, or how its socket is closed instead. */
type Taken = { message: ClientMessage } | { message: null; close: Close; reason?: string };

/** Accepts the messages that a socket may send now. Cheap checks come first: a flood is not even parsed. */
export class Intake {
  readonly #floods: Floods;
  readonly #handlers: Handlers;

  constructor(floods: Floods, handlers: Handlers) {
    this.#floods = floods;
    this.#handlers = handlers;
  }

  /** Checks what a socket sent at `now` (ms). */
  take(connection: Connection, data: string | ArrayBuffer, now: number): Taken {
    if (typeof data !== 'string') return violation('binary frames are not part of this protocol');
    if (data.length > LIMITS.messageLength) return closed(CLOSE.tooLarge, 'a frame is at most 1 MiB');
    if (connection.expired(now)) return closed(CLOSE.unauthenticated, 'the access token has expired');
    connection.allowance ??= this.#floods.of(connection.state.user.id, now);
    const { allowance, state } = connection;
    if (!allowance.mayReceive(now, data.length)) return closed(CLOSE.rateLimited, 'too much in a minute');
    let message: ClientMessage | null = may(state.role, 'write')
      ? null
      : opWithoutDelta(data, connection.short);
    if (message === null) {
      const decoded = decodeClientMessage(data, connection.short);
      if (!decoded.ok) return violation(decoded.error.message);
      message = decoded.value;
    }
    if (!takesTurn(connection, this.#floods, message, now))
      return closed(CLOSE.rateLimited, 'too many frames');
    if (state.client === null && message.type !== 'join') return violation('the first frame must be a join');
    const { needs } = this.#handlers[message.type];
    if (needs !== null && !may(state.role, needs)) return closed(CLOSE.forbidden);
    return { message };
  }
}

// Each type has a rate of its own: one that costs more may come less often.
function takesTurn(connection: Connection, floods: Floods, { type }: ClientMessage, now: number): boolean {
  switch (type) {
    case 'op':
      return connection.ops.take(now) && floods.ofReader(connection.state, now).mayEdit(now);
    case 'join':
      return connection.joins.take(now) && floods.ofReader(connection.state, now).mayJoin(now);
    default:
      return connection.others.take(now);
  }
}

function closed(close: Close, reason?: string): Taken {
  return { message: null, close, ...(reason !== undefined && { reason }) };
}

function violation(reason: string): Taken {
  return closed(CLOSE.protocolError, reason);
}
