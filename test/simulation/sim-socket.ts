import type { Sink } from '../../durable-objects/document/collab/sink.ts';

/** A socket whose two ends are queues. */
export class SimSocket implements Sink {
  readyState = 1;
  readonly toClient: string[] = [];
  readonly toServer: string[] = [];
  closedWith: number | null = null;
  #attachment: unknown = null;

  send(text: string): void {
    if (this.readyState !== 1) throw new Error('the socket is closed');
    this.toClient.push(text);
  }
  close(code = 1000): void {
    this.readyState = 3;
    this.closedWith ??= code;
  }
  serializeAttachment(value: unknown): void {
    this.#attachment = structuredClone(value);
  }
  deserializeAttachment(): unknown {
    return structuredClone(this.#attachment);
  }
}
