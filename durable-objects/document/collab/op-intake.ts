import { assertNever } from '../../../src/base/assert.ts';
import { utf8Bytes } from '../../../src/ot/bytes.ts';
import { CLOSE } from '../../../src/protocol/close-codes.ts';
import type { OpMessage } from '../../../src/protocol/messages.ts';
import { may } from '../../../src/protocol/permissions.ts';
import type { Audience } from './audience.ts';
import type { Connection } from './connection.ts';
import type { GroupCommit } from './group-commit.ts';

// At most how much longer a member is in the log, which keeps the long form; the entry around them is less than three.
const LONG_FORM_BYTES = 32;

/** Takes operations from connections into the open frame. Synchronous: no edit waits for anything but its frame. */
export class OpIntake {
  readonly #audience: Audience;
  readonly #group: GroupCommit;

  constructor(audience: Audience, group: GroupCommit) {
    this.#audience = audience;
    this.#group = group;
  }

  /** Takes the operation that arrived as `data` at `now` (ms), or answers why not. */
  take(connection: Connection, message: OpMessage, data: string, now: number): void {
    const { state } = connection;
    if (connection.catchUp !== null) {
      // The client wrote before its catch-up ended: it reconnects and catches up first.
      return this.#audience.shut(connection, CLOSE.restart, 'catch up first');
    }
    const outcome = this.#group.accept(
      {
        client: state.client as string,
        seq: message.seq,
        base: message.version,
        delta: message.delta,
        cursor: message.cursor,
        userId: state.user.id,
        number: this.#audience.presence.numberOf(connection),
        mayWrite: may(state.role, 'write'),
        form: 'canonical',
        atHand: true,
      },
      utf8Bytes(data) + (connection.short ? LONG_FORM_BYTES * (message.delta.length + 3) : 0),
    );
    switch (outcome.kind) {
      case 'accepted':
        connection.lastOpAt = now;
        this.#audience.confirm(connection, message.version);
        if (outcome.entry.cursor !== undefined) {
          state.cursor = outcome.entry.cursor;
          state.cursorVersion = outcome.version;
        }
        this.#audience.presence.acted(connection);
        return this.#group.commitSoon(now);
      case 'duplicate':
        return this.#audience.confirm(connection, message.version);
      case 'rejected':
        this.#audience.confirm(connection, message.version);
        if (connection.allowance?.mayBeRefused(now, data.length) === false)
          return this.#audience.shut(connection, CLOSE.rateLimited, 'too much of this is refused');
        return connection.send({
          type: 'reject',
          seq: message.seq,
          code: outcome.code,
          message: outcome.message,
        });
      case 'violation':
        return this.#audience.shut(connection, CLOSE.protocolError, outcome.reason);
      case 'pruned':
        // The client is far behind because it never confirmed: it joins again and catches up.
        return this.#audience.shut(connection, CLOSE.restart, 'the version lies too far back: join again');
      default:
        assertNever(outcome);
    }
  }
}
