import { type Frame, type LastOperation, makeFrame } from '../../durable-objects/document/collab/frame.ts';
import type { Log } from '../../durable-objects/document/collab/log-source.ts';
import type { OpenFrame } from '../../durable-objects/document/collab/sequencer.ts';
import { compose } from '../../src/ot/compose.ts';
import { EMPTY_DOCUMENT, isDocument } from '../../src/ot/last-newline.ts';
import type { Delta } from '../../src/ot/op.ts';

/** The durable part of a Document, and beside it the true text of every version, for the oracles. */
export class SimLog implements Log {
  readonly frames: Frame[] = [];
  readonly texts: Delta[] = [EMPTY_DOCUMENT];
  readonly seen = new Set<string>();
  checkpointVersion = 0;
  /** The kept log begins after this version; the archive has everything. */
  from = 0;
  clientsFrom = 0;
  readonly generation = 0;
  failNext = false;
  /** Is told of each committed frame before anybody else hears of it. */
  committed: ((frame: Frame) => void) | null = null;
  /** The first violation of an invariant. */
  broken: string | null = null;

  get head(): number {
    return this.frames.at(-1)?.to ?? 0;
  }

  get text(): Delta {
    return this.texts[this.head] as Delta;
  }

  append(open: OpenFrame): string {
    if (this.failNext) {
      this.failNext = false;
      throw new Error('disk full');
    }
    const entries = JSON.stringify(open.entries);
    const frame = makeFrame(open.from, JSON.parse(entries));
    if (frame.from !== this.head) this.#break(`I4: a frame from ${frame.from} on version ${this.head}`);
    for (const entry of frame.entries) {
      const id = `${entry.client}:${entry.seq}`;
      if (this.seen.has(id)) this.#break(`I2: ${id} is in the log twice`);
      this.seen.add(id);
    }
    frame.entries.forEach((entry, i) => {
      const text = compose(this.texts[frame.from + i] as Delta, entry.delta);
      if (!isDocument(text))
        this.#break(`version ${frame.from + i + 1} is not a document: ${JSON.stringify(text)}`);
      this.texts[frame.from + i + 1] = text;
    });
    this.frames.push(frame);
    this.committed?.(frame);
    return entries;
  }

  // Recorded, not thrown: the code under test takes a throw here for a failure of storage.
  #break(message: string): void {
    this.broken ??= message;
  }

  *framesAfter(version: number): Iterable<Frame> {
    if (version < this.from) throw new Error(`the log begins after version ${this.from}`);
    for (const frame of this.frames) if (frame.to > version) yield frame;
  }

  sharedWith(): number {
    return Number.POSITIVE_INFINITY;
  }

  /** Drops the log up to the newest end of a frame that is neither after `version` nor after the checkpoint. */
  prune(version: number): void {
    const upTo = Math.min(version, this.checkpointVersion);
    for (const { to } of this.frames) if (to > this.from && to <= upTo) this.from = to;
  }

  lastOf(client: string): LastOperation | null {
    for (let i = this.frames.length - 1; i >= 0; i--) {
      const frame = this.frames[i] as Frame;
      for (let k = frame.entries.length - 1; k >= 0; k--) {
        const entry = frame.entries[k];
        const version = frame.from + k + 1;
        if (entry?.client === client && version > this.clientsFrom) return { seq: entry.seq, version };
      }
    }
    return null;
  }

  checkpoint(): { version: number; bytes: number; ops(): string } {
    const ops = JSON.stringify(this.texts[this.checkpointVersion]);
    return { version: this.checkpointVersion, bytes: ops.length, ops: () => ops };
  }

  // A short window, so that most of what the simulation writes lies before it.
  atHand(version: number): boolean {
    return version >= Math.max(this.from, this.head - 30);
  }

  lengthAfter(version: number): number {
    return JSON.stringify([...this.framesAfter(version)]).length;
  }
}
