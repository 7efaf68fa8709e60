// The platform's clock counts whole milliseconds: a frame that is due within one is due now.
const CLOCK_MS = 1;

// Sending a frame to a socket costs about 20 us. Gathering this long for each socket keeps the fan-out to a fifth of the
// time: 10 ms for 100 sockets.
const MS_PER_SOCKET = 0.1;
// A crowd does not wait longer than this, unless the fan-out would then take over a third of the time.
const CROWD_MS = 100;
const LEAST_MS_PER_SOCKET = 0.058;
// A frame of this many operations has taken most of what gathering saves: a row and a message to each socket, shared.
const ENOUGH = 6;
// Two writers do not wait for each other: they would save half a row, and one may be waiting for the other's edit.
const FEW = 2;
// Within this time arrive the next edits of ten writers who each wait for the frame before.
const TOGETHER_MS = 3;

/** How long a frame gathers operations, in ms since the last one was committed. */
export interface Gathering {
  /** At least this long, unless everyone who is writing is in: what sending to all sockets is worth. */
  readonly fanOutMs: number;
  /** At most this long while few operations arrive: a bound of the latency, traded for rows. */
  readonly longestMs: number;
}

/** How a frame gathers with `sockets` open and this bound (the quota `commitMs`). */
export function gathering(sockets: number, commitMs: number): Gathering {
  const fanOutMs = Math.max(sockets * LEAST_MS_PER_SOCKET, Math.min(sockets * MS_PER_SOCKET, CROWD_MS));
  return { fanOutMs, longestMs: Math.max(commitMs, fanOutMs) };
}

/** Decides when to commit the open frame. Pure: the caller supplies the time (docs/decisions/group-commit-that-adapts.md). */
export class CommitPolicy {
  #at = Number.NEGATIVE_INFINITY;

  /** A frame was committed at `now` (ms). */
  committed(now: number): void {
    this.#at = now;
  }

  /**
   * Whether the operation at `now` completes the frame, which has `entries` with this one; `writers` clients wrote
   * recently. A frame with everyone who is writing is complete; otherwise it gathers ENOUGH of them.
   */
  isDue(now: number, { fanOutMs, longestMs }: Gathering, entries: number, writers: number): boolean {
    const age = this.#age(now) + CLOCK_MS;
    if (isAll(entries, writers)) return entries > 1 || age > fanOutMs;
    if (age > longestMs) return true;
    return entries >= ENOUGH && age > Math.max(fanOutMs, TOGETHER_MS);
  }

  /**
   * How many ms the frame of `entries` may still wait for an operation that finds it due; 0 when it has waited long
   * enough. Under load the next operation arrives a moment later: a timer for each frame would wake the object once
   * more, just before it. A frame that is complete waits for nothing but what its fan-out is worth.
   */
  patienceMs(now: number, { fanOutMs, longestMs }: Gathering, entries: number, writers: number): number {
    const wait = (isAll(entries, writers) ? fanOutMs : longestMs) - this.#age(now);
    return wait < CLOCK_MS ? 0 : wait;
  }

  // A clock may be set back: the frame then begins to gather again, and would otherwise wait until the clock catches up.
  #age(now: number): number {
    this.#at = Math.min(this.#at, now);
    return now - this.#at;
  }
}

// Whether the frame waits for no one: all are in it, each with its one operation in flight, or only a few are writing.
function isAll(entries: number, writers: number): boolean {
  return entries >= writers || writers <= FEW;
}
