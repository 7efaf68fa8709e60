import { join as path } from 'node:path';
import { median } from '../../statistics.ts';
import { readSequential, type SequentialTrace } from '../../trace.ts';
import type { Peer, PeerServer } from '../peer.ts';
import { startMeter } from './meter.ts';
import { type Outcome, type Verdict, verdictOf } from './outcome.ts';

const PATIENCE_MS = 240_000;
const JOINS = 3;

/** A recorded session (its first `limit` edits), and how many unacknowledged edits are allowed. */
export interface Replay {
  trace: string;
  traces: string;
  window: number;
  limit?: number;
}

/** W3: one client replays a session as fast as acknowledgements allow; then come cold joins. */
export async function replay(peer: Peer, server: PeerServer, settings: Replay): Promise<Outcome> {
  const { start, edits, end } = cut(
    readSequential(path(settings.traces, `${settings.trace}.json.gz`)),
    settings.limit ?? Number.POSITIVE_INFINITY,
  );
  await peer.seed(server, [{ insert: start === '' ? '\n' : start }]);
  const client = await peer.connect(server, {});
  const stop = startMeter(server, [client]);
  let made = 0;
  const isDone = (): boolean => made === edits.length && client.unacknowledged <= 0;
  await new Promise<void>((resolve) => {
    const late = setTimeout(resolve, PATIENCE_MS);
    const next = (): void => {
      while (client.unacknowledged < settings.window) {
        const edit = edits[made];
        if (edit === undefined) break;
        made++;
        client.edit(edit.at, edit.remove, edit.insert);
      }
      if (!isDone()) return;
      clearTimeout(late);
      resolve();
    };
    client.onAcknowledged = next;
    next();
  });
  const cost = stop(made - Math.max(0, client.unacknowledged));
  client.onAcknowledged = null;
  const { text, ...joins } = isDone() ? await coldJoins(peer, server, end) : { text: 'late' as Verdict };
  const { doc, log } = await peer.stored(server);
  if (isDone() && peer.compact !== undefined) Object.assign(joins, await bareJoin(peer, server, end));
  client.close();
  const figures = {
    ...cost,
    ...joins,
    editsPerSecond: cost.edits / cost.seconds,
    storedDocument: doc,
    storedLog: log,
  };
  return { figures, text };
}

async function coldJoins(
  peer: Peer,
  server: PeerServer,
  end: string,
): Promise<{ text: Verdict; joinMs: number; joinBytes: number }> {
  const times: number[] = [];
  const verdicts = new Set<Verdict>();
  let joinBytes = 0;
  for (let i = 0; i < JOINS; i++) {
    const joined = await peer.join(server);
    joined.close();
    times.push(joined.ms);
    verdicts.add(verdictOf(joined.text, `${end}\n`));
    if (i === 0) joinBytes = joined.bytes;
  }
  const [text = 'late'] = verdicts.has('wrong') ? ['wrong' as const] : verdicts;
  return { text, joinMs: median(times), joinBytes };
}

/** A join of a stored text without any log. */
async function bareJoin(peer: Peer, server: PeerServer, end: string): Promise<Record<string, number>> {
  await peer.compact?.(server, [{ insert: end }]);
  const joined = await peer.join(server);
  joined.close();
  return { bareJoinMs: joined.ms, bareJoinBytes: joined.bytes };
}

/** The first edits of a trace, and the text they lead to. */
export function cut(trace: SequentialTrace, limit: number): SequentialTrace {
  if (limit >= trace.edits.length) return trace;
  const edits = trace.edits.slice(0, limit);
  let end = trace.start;
  for (const { at, remove, insert } of edits) end = end.slice(0, at) + insert + end.slice(at + remove);
  return { start: trace.start, end, edits };
}
