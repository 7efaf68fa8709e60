import { encode } from '../../src/protocol/codec.ts';
import type { ClientMessage } from '../../src/protocol/messages.ts';
import type { Transport } from './ports.ts';

/** How far a client has come on its socket. */
export type Phase =
  | { name: 'disconnected' }
  /** `join` is sent; frames that arrive before its `joined` are dropped. */
  | { name: 'joining'; pending: boolean }
  /** A snapshot is on its way by URL; messages wait. */
  | { name: 'fetching'; waiting: string[] }
  /** `joined` named `target`; the log up to it is arriving. */
  | { name: 'catching-up'; target: number }
  | { name: 'live' };

/**
 * Where a client stands with the server: its socket, how far it has come on it, and the version that it holds. Its parts
 * read it directly; the conversation moves the phase, and the document the version.
 */
export class Session {
  phase: Phase = { name: 'disconnected' };
  /** The open socket; null for none. */
  transport: Transport | null = null;
  /** The version received so far; null before the first load. */
  version: number | null;
  /** Of which generation of the log `version` is: a recovery begins another one. */
  generation: number;
  /** What arrives while an input method is composing; null while none is. */
  held: string[] | null = null;

  constructor(version: number | null = null, generation = 0) {
    this.version = version;
    this.generation = generation;
  }

  /** The socket, while everything up to the newest version has come; null otherwise. */
  get live(): Transport | null {
    return this.phase.name === 'live' ? this.transport : null;
  }

  /** Whether the log arrives: live, or catching up. */
  get joined(): boolean {
    return this.phase.name === 'live' || this.phase.name === 'catching-up';
  }

  /** Sends a message, if there is a socket. */
  say(message: ClientMessage): void {
    this.transport?.send(encode(message));
  }
}
