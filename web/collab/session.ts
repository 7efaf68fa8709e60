import { encode } from '../../src/protocol/codec.ts';
import type { ClientMessage } from '../../src/protocol/messages.ts';
import type { Transport } from './ports.ts';

/** The state of a client on its socket. */
export type Phase =
  | { name: 'disconnected' }
  /** `join` is sent; frames that arrive before its `joined` are dropped. */
  | { name: 'joining'; pending: boolean }
  /** A snapshot is being fetched by URL; messages wait. */
  | { name: 'fetching'; waiting: string[] }
  /** `joined` named `target`; the log up to it is arriving. */
  | { name: 'catching-up'; target: number }
  | { name: 'live' };

/**
 * The state of a client towards the server: its socket, its phase on it, and the version that it holds. Its parts read
 * it directly; the Conversation sets the phase, and the LocalDocument sets the version.
 */
export class Session {
  phase: Phase = { name: 'disconnected' };
  /** The open socket; null for none. */
  transport: Transport | null = null;
  /** The version received so far; null before the first load. */
  version: number | null;
  /** The generation of the log that `version` belongs to: a recovery begins a new one. */
  generation: number;
  /** Whether the server reads operations in the short form on this socket. */
  short = false;
  /** The messages that arrive while an input method is composing; null while none is. */
  held: string[] | null = null;

  constructor(version: number | null = null, generation = 0) {
    this.version = version;
    this.generation = generation;
  }

  /** The socket once the catch-up is complete; null before. */
  get live(): Transport | null {
    return this.phase.name === 'live' ? this.transport : null;
  }

  /** Whether the log is arriving: live, or catching up. */
  get joined(): boolean {
    return this.phase.name === 'live' || this.phase.name === 'catching-up';
  }

  /** Sends a message, if there is a socket. */
  say(message: ClientMessage): void {
    this.transport?.send(encode(message, this.short));
  }
}
