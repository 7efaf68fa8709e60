import type { Peer, PeerServer } from '../peer.ts';
import { Lines } from './lines.ts';
import { latencyOf, startMeter } from './meter.ts';
import { judge, type Outcome } from './outcome.ts';
import { atRate, turns, until } from './waiting.ts';

const WARM_UP_SECONDS = 1;
const SETTLE_MS = 3_000;
const DRAIN_MS = 10_000;

/** The number of editors, and their edits a second, together. */
export interface Typing {
  editors: number;
  rate: number;
  seconds: number;
}

/** W1: everybody types, at a fixed rate (open loop). */
export async function typing(peer: Peer, server: PeerServer, settings: Typing): Promise<Outcome> {
  const { editors, rate, seconds } = settings;
  const lines = await Lines.open(peer, server, editors);
  const order = turns(editors);
  const next = (): void => lines.type(order[lines.tags.count % editors] ?? 0);
  await atRate(rate, WARM_UP_SECONDS, next);
  await until(() => lines.hasConverged(), SETTLE_MS);

  const before = lines.observers.map(({ seen }, i) => ({ seen, own: lines.typedBy(i) }));
  const countBefore = lines.tags.count;
  const stop = startMeter(server, lines.editors);
  lines.tags.measure();
  const start = performance.now();
  await atRate(rate, seconds, next);
  const edits = lines.tags.count - countBefore;
  const offeredPerSecond = (edits / (performance.now() - start)) * 1000;
  // Of the edits by others, the part that had reached each observer when the typing stopped.
  const shares = lines.observers.map(({ seen }, i) => {
    const by = edits - (lines.typedBy(i) - (before[i]?.own ?? 0));
    return (seen - (before[i]?.seen ?? 0)) / Math.max(1, by);
  });
  const drainFrom = performance.now();
  const arrived = await until(() => lines.hasConverged(), DRAIN_MS);
  const drainMs = performance.now() - drainFrom;
  const cost = stop(edits);
  const { text, ...join } = await judge(peer, server, lines.text, arrived);
  const figures = {
    ...cost,
    ...latencyOf(lines.tags.latencies),
    ...join,
    bytesDown: cost.bytesDown / editors,
    deliveredPerSecond: offeredPerSecond * Math.min(...shares),
    drainMs,
  };
  return { figures, text };
}
