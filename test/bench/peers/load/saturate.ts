import { setTimeout as sleep } from 'node:timers/promises';
import type { Peer, PeerServer } from '../peer.ts';
import { Lines } from './lines.ts';
import { latencyOf, startMeter } from './meter.ts';
import { judge, type Outcome } from './outcome.ts';
import { until } from './waiting.ts';

const DRAIN_MS = 30_000;

/** The number of editors, and how many unacknowledged edits each keeps out. */
export interface Saturate {
  editors: number;
  window: number;
  seconds: number;
}

/** W2: everybody types as fast as their edits are acknowledged (closed loop). */
export async function saturate(peer: Peer, server: PeerServer, settings: Saturate): Promise<Outcome> {
  const { window, seconds } = settings;
  const lines = await Lines.open(peer, server, settings.editors);
  let isOpen = true;
  const stop = startMeter(server, lines.editors);
  lines.tags.measure();
  lines.editors.forEach((editor, i) => {
    editor.onAcknowledged = () => {
      while (isOpen && editor.unacknowledged < window) lines.type(i);
    };
    editor.onAcknowledged();
  });
  await sleep(seconds * 1000);
  isOpen = false;
  const arrived = await until(() => lines.hasConverged(), DRAIN_MS);
  const cost = stop(lines.tags.count);
  const { text, ...join } = await judge(peer, server, lines.text, arrived);
  const figures = {
    ...cost,
    ...latencyOf(lines.tags.latencies),
    ...join,
    bytesDown: cost.bytesDown / settings.editors,
    convergedPerSecond: arrived ? lines.tags.count / cost.seconds : 0,
  };
  return { figures, text };
}
