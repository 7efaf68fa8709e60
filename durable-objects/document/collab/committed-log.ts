import type { Frame, LastOperation } from './frame.ts';
import type { Log, LogSource } from './log-source.ts';
import type { Sequencer } from './sequencer.ts';

/**
 * The stored log as a LogSource: up to the version that the sequencer has committed, with the last operations that it
 * remembers.
 */
export class CommittedLog implements LogSource {
  readonly #sequencer: Sequencer;
  readonly #log: Log;

  constructor(sequencer: Sequencer, log: Log) {
    this.#sequencer = sequencer;
    this.#log = log;
  }

  get version(): number {
    return this.#sequencer.version;
  }

  get from(): number {
    return this.#log.from;
  }

  get generation(): number {
    return this.#log.generation;
  }

  get clientsFrom(): number {
    return this.#log.clientsFrom;
  }

  framesAfter(version: number): Iterable<Frame> {
    return this.#log.framesAfter(version);
  }

  atHand(version: number): boolean {
    return this.#log.atHand(version);
  }

  lastOf(client: string): LastOperation | null {
    return this.#sequencer.lastOf(client);
  }

  checkpoint(): ReturnType<LogSource['checkpoint']> {
    return this.#log.checkpoint();
  }

  lengthAfter(version: number, limit: number): number {
    return this.#log.lengthAfter(version, limit);
  }

  sharedWith(generation: number): number {
    return this.#log.sharedWith(generation);
  }
}
