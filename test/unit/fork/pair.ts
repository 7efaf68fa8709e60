import { type ForkTraffic, forkTag, markedClientId } from '../../../src/base/fork-mark.ts';
import { newClientId } from '../../../src/base/ids.ts';
import {
  advance,
  beginning,
  type LoggedEntry,
  type LogsSince,
  type Meeting,
  replayTraffic,
  settle,
} from '../../../src/content/fork/meeting.ts';
import { compose } from '../../../src/ot/compose.ts';
import type { Delta } from '../../../src/ot/op.ts';
import { carryOver } from '../../../src/ot/written.ts';

const FORK_ID = 'fork0000000000000000000';
const TAG = forkTag(FORK_ID);

/** A document as its log: the text at each version. */
export class Side {
  readonly log: LoggedEntry[] = [];
  readonly texts: Delta[];

  constructor(text: Delta) {
    this.texts = [text];
  }

  get text(): Delta {
    return this.texts[this.texts.length - 1] as Delta;
  }

  get version(): number {
    return this.log.length;
  }

  write(by: string, delta: Delta, client = newClientId(by.padEnd(16, '_'))): void {
    this.log.push({ by, delta, client });
    this.texts.push(compose(this.text, delta));
  }
}

/** A fork and its origin, without a server: what is kept of them, and what stands in their logs. */
export class Pair {
  readonly origin: Side;
  readonly fork: Side;
  /** As it is stored: what was not recorded is found again in the logs. */
  stored: Meeting = beginning(0, 0);

  constructor(text: Delta) {
    this.origin = new Side(text);
    this.fork = new Side(text);
  }

  /**
   * Merges or updates; `meanwhile` writes to the document that it goes to after it was made and before it is
   * committed. Without `records` the server dies after the commit. Returns the version; null for nothing new.
   */
  carry(
    kind: ForkTraffic,
    { meanwhile = () => {}, records = true }: { meanwhile?: () => void; records?: boolean } = {},
  ): number | null {
    const known = this.found();
    const to = { origin: this.origin.version, fork: this.fork.version };
    const met = advance(known, to, this.#since(known));
    const target = kind === 'merge' ? this.origin : this.fork;
    const [base, upTo] = kind === 'merge' ? [met.origin, met.fork] : [met.fork, met.origin];
    const mark = { kind, tag: TAG, upTo, base };
    meanwhile();
    const between = target.log.slice(base).map(({ delta }) => delta);
    const [changes, side] =
      kind === 'merge' ? ([met.unmerged, 'after'] as const) : ([met.bridge, 'before'] as const);
    for (const { by, delta } of carryOver(changes, side, between))
      target.write(by, delta, markedClientId(by.padEnd(16, '_'), mark));
    const settled = settle(met, mark, target.log.slice(base));
    if (records) this.stored = settled?.meeting ?? known;
    return settled?.version ?? null;
  }

  /** What is stored, with the traffic in the logs that was not recorded. */
  found(): Meeting {
    return replayTraffic(this.stored, TAG, this.#since(this.stored)).meeting;
  }

  #since({ origin, fork }: Meeting): LogsSince {
    return { origin: this.origin.log.slice(origin), fork: this.fork.log.slice(fork) };
  }
}
