import { CLOSE } from '../../../src/protocol/close-codes.ts';
import type { ClientMessage } from '../../../src/protocol/messages.ts';
import { Audience } from './audience.ts';
import { CommittedLog } from './committed-log.ts';
import type { Connection } from './connection.ts';
import { Floods } from './floods.ts';
import { type Companion, GroupCommit } from './group-commit.ts';
import { type Handler, type Handlers, handlers } from './handlers.ts';
import { Intake } from './intake.ts';
import type { Log } from './log-source.ts';
import type { Ports } from './ports.ts';
import type { Sequencer } from './sequencer.ts';
import type { Outcome, Submission } from './submission.ts';

/**
 * The server's side of `collab.v1` for one document: an Audience, and a GroupCommit that accepts its operations.
 * Independent of the platform: the caller supplies sockets, storage and time, so the simulation runs this very code.
 */
export class Collaboration {
  readonly #ports: Ports;
  readonly #group: GroupCommit;
  readonly #handlers: Handlers;
  readonly #intake: Intake;
  /** The clients: everything that does not change the text goes through it. */
  readonly audience: Audience;
  readonly floods: Floods;

  constructor(sequencer: Sequencer, log: Log, ports: Ports, connections: Map<unknown, Connection>) {
    this.#ports = ports;
    this.floods = new Floods(ports);
    const source = new CommittedLog(sequencer, log);
    const audience = new Audience({
      source,
      ports,
      connections,
      floods: this.floods,
      documentBytes: sequencer.maxBytes,
    });
    this.audience = audience;
    this.#group = new GroupCommit({
      sequencer,
      log,
      ports,
      readers: audience,
      failed: () => audience.closeAll(CLOSE.restart, 'the document cannot be written at the moment'),
    });
    this.#handlers = handlers({ audience, group: this.#group, source, credentials: ports });
    this.#intake = new Intake(this.floods, this.#handlers);
  }

  /** A message from a socket. */
  receive(connection: Connection, data: string | ArrayBuffer): void {
    if (!connection.open) return;
    const now = this.#ports.now();
    this.audience.standings.bringUpToDate(connection, now);
    if (!connection.open) return;
    const taken = this.#intake.take(connection, data, now);
    const { message } = taken;
    if (message === null) return this.audience.shut(connection, taken.close, taken.reason);
    const handler = this.#handlers[message.type] as Handler<ClientMessage>;
    handler.run(connection, message, data as string, now);
  }

  /** An operation that does not come through a socket: committed and sent before this returns, with its companion. */
  submit(submission: Submission, companion?: Companion): Outcome {
    this.commit();
    const outcome = this.#group.accept(submission);
    if (outcome.kind === 'accepted' && !this.#group.commit(this.#ports.now(), companion))
      throw new Error('The document cannot be written at the moment');
    return outcome;
  }

  /** Stores the open frame, then sends it. Returns false when it could not be stored; each socket is closed then. */
  commit(): boolean {
    return this.#group.commit();
  }
}
