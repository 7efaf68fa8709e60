/**
 * Where a connection's messages go, in order: a server-side socket of the platform, or anything else that carries text.
 * It does not show what waits in it: only confirmations show how slow its reader is (Broadcast).
 */
export interface Sink {
  /** Throws once it is closed. */
  send(text: string): void;
  close(code?: number, reason?: string): void;
  /** Stores what has to outlive the object's memory; a sink without it does not survive hibernation. */
  serializeAttachment?(value: unknown): void;
}
