import { CLOSE, type Close } from '../../../src/protocol/close-codes.ts';
import type { ClientMessage } from '../../../src/protocol/messages.ts';
import type { Action } from '../../../src/protocol/permissions.ts';
import type { Audience } from './audience.ts';
import type { Connection } from './connection.ts';
import type { GroupCommit } from './group-commit.ts';
import type { LogSource } from './log-source.ts';
import { OpIntake } from './op-intake.ts';
import type { CredentialPorts } from './ports.ts';
import { renew } from './renewal.ts';

/** How a message of one type is handled. */
export interface Handler<M extends ClientMessage> {
  /**
   * The action that it needs, in the table of actions; null when any connected client may send it. An operation has
   * null too, but its right is checked later and answered by `reject`, so that its author keeps the edit.
   */
  needs: Action | null;
  /** Handles it; `data` is the frame that it arrived in, `now` when it arrived, in ms. */
  run(connection: Connection, message: M, data: string, now: number): void;
}

/** A handler for each type of message. */
export type Handlers = {
  readonly [T in ClientMessage['type']]: Handler<Extract<ClientMessage, { type: T }>>;
};

/** What the handlers work with. */
export interface HandlerDeps {
  audience: Audience;
  group: GroupCommit;
  source: LogSource;
  credentials: CredentialPorts;
}

/** The handlers of `collab.v1`: a new message is one more row. */
export function handlers({ audience, group, source, credentials }: HandlerDeps): Handlers {
  const ops = new OpIntake(audience, group);
  const renewal = {
    ports: credentials,
    shut: (connection: Connection, close: Close, message: string) =>
      audience.shut(connection, close, message),
    unlimit: (connection: Connection) => audience.standings.unlimit(connection),
  };
  const violation = (connection: Connection, reason: string): void =>
    audience.shut(connection, CLOSE.protocolError, reason);
  return {
    join: {
      needs: 'read',
      run: (connection, message) => {
        const objection = audience.objection(connection, message.client);
        if (objection !== null) return violation(connection, objection);
        // The client catches up from the log, so its operation in the open frame has to be committed first.
        if (group.commit()) audience.join(connection, message);
      },
    },
    op: {
      needs: null,
      run: (connection, message, data, now) => ops.take(connection, message, data, now),
    },
    cursor: {
      needs: 'read',
      run: (connection, { cursor, version }) => {
        if (version > source.version) return violation(connection, `version ${version} does not exist yet`);
        audience.confirm(connection, version);
        audience.select(connection, cursor, version);
      },
    },
    auth: {
      needs: null,
      run: (connection, { token }) => {
        void renew(renewal, connection, token).then(() => audience.presence.notify());
      },
    },
    leave: { needs: null, run: (connection) => audience.shut(connection, CLOSE.left) },
  };
}
