import { CLOSE } from '../../../src/protocol/close-codes.ts';
import { LIMITS } from '../../../src/protocol/limits.ts';
import type { OpsMessage } from '../../../src/protocol/messages.ts';
import type { Connection } from './connection.ts';
import type { Allowance } from './floods.ts';
import type { Frame } from './frame.ts';
import type { AudiencePorts } from './ports.ts';

// Half of what a reader may leave unconfirmed: the other half is for what arrives while it catches up.
const UNCONFIRMED_LENGTH = LIMITS.unconfirmedBytes / 2;
const PATIENCE_MS = 10_000;
const LOOK_EVERY_MS = 100;

type FlowPorts = Pick<AudiencePorts, 'turn' | 'now' | 'after'>;

/**
 * A catch-up that is too long for one turn of the object. It is sent in pieces, with other work in between, no faster
 * than its reader confirms and its user's allowance refills.
 */
export class CatchUpFlow {
  readonly #connection: Connection;
  readonly #allowance: Allowance;
  readonly #ports: FlowPorts;
  /** Characters sent. */
  sent = 0;
  #confirmed = 0;
  // The characters sent up to each version.
  readonly #marks: { version: number; sent: number }[] = [];
  #turnLength = 0;
  #turnVersions = 0;

  constructor(connection: Connection, allowance: Allowance, ports: FlowPorts) {
    this.#connection = connection;
    this.#allowance = allowance;
    this.#ports = ports;
  }

  /** Whether it is still running: a close, or a newer join on its socket, ends it. */
  get goesOn(): boolean {
    return this.#connection.open && this.#connection.catchUp === this;
  }

  /** Sends messages of the log that are complete. */
  send(messages: Iterable<OpsMessage>): void {
    for (const message of messages) {
      const text = JSON.stringify(message);
      this.sent += text.length;
      this.#marks.push({ version: message.to, sent: this.sent });
      this.#connection.sendText(text);
    }
  }

  /** The client holds `version`. */
  confirm(version: number): void {
    while ((this.#marks[0]?.version ?? Number.POSITIVE_INFINITY) <= version) {
      this.#confirmed = this.#marks.shift()?.sent ?? this.#confirmed;
    }
  }

  /** A frame was read. Returns whether the turn is over and `giveWay` is due. */
  read({ from, to, length }: Frame): boolean {
    this.#turnLength += length;
    this.#turnVersions += to - from;
    const { turn } = this.#ports;
    return this.#turnLength >= turn.length || this.#turnVersions >= turn.versions;
  }

  /**
   * Lets other work run first, and waits until the reader has confirmed enough and its user's allowance suffices.
   * Returns false when the catch-up has ended.
   */
  async giveWay(): Promise<boolean> {
    const { now } = this.#ports;
    const length = this.#turnLength;
    this.#turnLength = 0;
    this.#turnVersions = 0;
    await this.#wait(0);
    while (this.goesOn && !this.#allowance.mayCatchUp(now(), length)) await this.#wait(LOOK_EVERY_MS);
    const deadline = now() + PATIENCE_MS;
    while (this.goesOn && this.sent - this.#confirmed > UNCONFIRMED_LENGTH) {
      if (now() >= deadline) {
        this.#connection.close(CLOSE.tooSlow, 'too much of what was sent is unconfirmed');
        break;
      }
      await this.#wait(LOOK_EVERY_MS);
    }
    return this.goesOn;
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => this.#ports.after(ms, resolve));
  }
}
