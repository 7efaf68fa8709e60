import { join as path } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ConcurrentEdit, readConcurrent } from '../../trace.ts';
import type { LibraryEditor, Peer, PeerServer } from '../peer.ts';
import { latencyOf, startMeter } from './meter.ts';
import { judge, type Outcome } from './outcome.ts';
import { TaggedText } from './tagged-text.ts';
import { until } from './waiting.ts';

const DRAIN_MS = 30_000;

/** A recorded session of several people, its first `limit` edits, at a bounded rate. */
export interface Together {
  trace: string;
  traces: string;
  rate: number;
  limit: number;
}

interface Person {
  edits: ConcurrentEdit[];
  text: TaggedText;
  editor: LibraryEditor;
}

/**
 * W3b: people with the peer's own library replay a session in which they typed at once. An edit waits only for the
 * characters that it refers to, so how much overlaps depends on the peer's latency.
 */
export async function together(peer: Peer, server: PeerServer, settings: Together): Promise<Outcome> {
  const { rate, limit } = settings;
  if (peer.open === undefined) throw new Error('this peer has no library');
  await peer.seed(server, [{ insert: '\n' }]);
  const trace = readConcurrent(path(settings.traces, `${settings.trace}.json.gz`));
  const all = trace.edits.slice(0, limit);
  const madeAt = new Map<number, number>();
  const latencies: number[] = [];
  const leftOf = new Map<number, number>();
  const people: Person[] = [];
  for (let author = 0; author < trace.authors; author++) {
    const person = {
      edits: all.filter((edit) => edit.author === author),
      text: new TaggedText(leftOf),
      editor: await peer.open(server),
    };
    person.editor.onRemote((change) => {
      const at = performance.now();
      for (const number of person.text.take(change)) latencies.push(at - (madeAt.get(number) ?? at));
    });
    people.push(person);
  }
  const step = ({ edits, text, editor }: Person): boolean => {
    const [edit] = edits;
    if (edit === undefined || !text.knows(edit)) return false;
    edits.shift();
    for (let number = edit.first; number < edit.first + edit.count; number++)
      madeAt.set(number, performance.now());
    for (const change of text.make(edit)) editor.apply(change);
    return true;
  };

  const stop = startMeter(
    server,
    people.map(({ editor }) => editor),
  );
  const start = performance.now();
  const end = start + (all.length / rate) * 2_000 + DRAIN_MS;
  let done = 0;
  while (done < all.length && performance.now() < end) {
    const due = Math.min(all.length, Math.floor(((performance.now() - start) / 1000) * rate));
    while (done < due) {
      const moved = people.filter(step).length;
      done += moved;
      if (moved === 0) break;
    }
    await sleep(1);
  }
  const [first] = people;
  const isSame = (): boolean =>
    people.every(({ text, editor }) => text.text === first?.text.text && !editor.pending());
  const arrived = (await until(isSame, DRAIN_MS)) && done === all.length;
  const cost = stop(done);
  const { text, ...join } = await judge(peer, server, first?.text.text ?? '', arrived);
  for (const { editor } of people) editor.close();
  const figures = { ...cost, ...latencyOf(latencies), ...join, editsPerSecond: done / cost.seconds };
  return { figures, text };
}
