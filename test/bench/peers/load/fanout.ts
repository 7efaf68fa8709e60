import { setTimeout as sleep } from 'node:timers/promises';
import type { Peer, PeerServer } from '../peer.ts';
import { latencyOf, startMeter } from './meter.ts';
import { judge, type Outcome } from './outcome.ts';
import { Tags } from './tags.ts';
import { connectAll, evenly, until } from './waiting.ts';

const WARM_UP_SECONDS = 1;
const SETTLE_MS = 3_000;
const DRAIN_MS = 15_000;
const EDITOR = 0;
const READER = -2;

/** The number of readers, and the editor's edits a second. */
export interface Fanout {
  readers: number;
  rate: number;
  seconds: number;
}

/** W4: one editor, and readers each of whose messages is timed. */
export async function fanout(peer: Peer, server: PeerServer, settings: Fanout): Promise<Outcome> {
  const { readers: count, rate, seconds } = settings;
  await peer.seed(server, [{ insert: '\n' }]);
  const tags = new Tags();
  const editor = await peer.connect(server, { caret: 0 });
  const connecting = startMeter(server, [editor]);
  const connectFrom = performance.now();
  const readers = await connectAll(count, () => peer.connect(server, { isReader: true }));
  const connectMs = performance.now() - connectFrom;
  // Who came is told a moment later.
  await sleep(SETTLE_MS / 2);
  const connectCpuSeconds = connecting(0).serverCpuSeconds;
  const connectBytes = readers.reduce((sum, reader) => sum + reader.bytesIn, editor.bytesIn);
  const observers = readers.map((reader) => tags.observe(reader, READER));
  const hasArrived = (): boolean => observers.every(({ seen }) => seen >= tags.count);
  let typed = '';
  const type = (): void => {
    const char = tags.next(EDITOR);
    typed += char;
    editor.type(char);
  };
  await evenly(rate, WARM_UP_SECONDS, type);
  await until(hasArrived, SETTLE_MS);

  const countBefore = tags.count;
  const stop = startMeter(server, [editor, ...readers]);
  tags.measure();
  await evenly(rate, seconds, type);
  const arrived = await until(hasArrived, DRAIN_MS);
  const cost = stop(tags.count - countBefore);
  const { text, ...join } = await judge(peer, server, `${typed}\n`, arrived);
  const figures = {
    ...cost,
    ...latencyOf(tags.latencies),
    ...join,
    connectMs,
    connectCpuSeconds,
    connectBytes,
    bytesDown: cost.bytesDown / (count + 1),
    cpuPerDelivery: cost.cpuPerEdit / count,
  };
  return { figures, text };
}
