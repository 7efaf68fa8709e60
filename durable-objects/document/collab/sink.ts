/**
 * Where a connection's messages go, in order: a server-side socket as the platform gives it, or anything else that carries
 * text. It tells nothing of what waits in it: how slow its reader is shows in what the reader confirms (Broadcast).
 */
export interface Sink {
  /** Throws once it is closed. */
  send(text: string): void;
  close(code?: number, reason?: string): void;
  /** Keeps what has to outlive the object's memory; without it, the sink ends with that. */
  serializeAttachment?(value: unknown): void;
}
