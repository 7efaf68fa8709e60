import { median } from '../../statistics.ts';
import type { Content, Peer, PeerServer } from '../peer.ts';
import type { ThinEditor } from '../thin-editor.ts';
import { latencyOf, startMeter } from './meter.ts';
import { judge, type Outcome, type Verdict } from './outcome.ts';
import { Tags } from './tags.ts';
import { evenly, until } from './waiting.ts';

const WARM_UP_SECONDS = 1;
const SETTLE_MS = 5_000;
const DRAIN_MS = 15_000;
const JOINS = 3;
const RUN_LENGTH = 10;
const RUNS_BETWEEN = 100;

/** The number of differently formatted runs of ten characters, of editors, and their edits a second, together. */
export interface BigDocument {
  runs: number;
  editors: number;
  rate: number;
  seconds: number;
}

/** W5: people type in the middle of a large document, each inside a bold run of their own. */
export async function bigDocument(peer: Peer, server: PeerServer, settings: BigDocument): Promise<Outcome> {
  const { runs, editors: count, rate, seconds } = settings;
  const content = manyRuns(runs);
  const stopSeeding = startMeter(server, []);
  await peer.seed(server, content);
  const { serverCpuSeconds: seedSeconds } = stopSeeding(0);

  const tags = new Tags();
  const typed = Array.from({ length: count }, () => '');
  const caretOf = (editor: number): number =>
    (Math.floor(runs / 2) + 1 + editor * RUNS_BETWEEN) * RUN_LENGTH + RUN_LENGTH / 2;
  const editors: ThinEditor[] = [];
  for (let i = 0; i < count; i++) {
    editors.push(await peer.connect(server, { caret: caretOf(i), attributes: { bold: true } }));
  }
  const observers = editors.map((editor, i) => tags.observe(editor, i));
  const type = (): void => {
    const editor = tags.count % count;
    const char = tags.next(editor);
    typed[editor] += char;
    editors[editor]?.type(char);
  };
  const hasConverged = (): boolean =>
    editors.every(({ unacknowledged }) => unacknowledged <= 0) &&
    observers.every(({ seen }, i) => seen >= tags.count - (typed[i]?.length ?? 0));
  await evenly(rate, WARM_UP_SECONDS, type);
  await until(hasConverged, SETTLE_MS);

  const countBefore = tags.count;
  const stop = startMeter(server, editors);
  tags.measure();
  await evenly(rate, seconds, type);
  const arrived = await until(hasConverged, DRAIN_MS);
  const cost = stop(tags.count - countBefore);
  let expected = content.map(({ insert }) => insert).join('');
  // From the last one, so that the places of the others hold.
  for (let i = count - 1; i >= 0; i--) {
    expected = expected.slice(0, caretOf(i)) + typed[i] + expected.slice(caretOf(i));
  }
  const joins = [];
  for (let i = 0; i < JOINS; i++) joins.push(await judge(peer, server, expected, arrived));
  const verdicts = new Set<Verdict>(joins.map(({ text }) => text));
  const [text = 'late'] = verdicts.has('wrong') ? ['wrong' as const] : verdicts;
  const { doc } = await peer.stored(server);
  const figures = {
    ...cost,
    ...latencyOf(tags.latencies),
    seedSeconds,
    joinMs: median(joins.map(({ joinMs }) => joinMs)),
    joinBytes: median(joins.map(({ joinBytes }) => joinBytes)),
    storedDocument: doc,
  };
  return { figures, text };
}

function manyRuns(count: number): Content {
  const runs = Array.from({ length: count }, (_, i) => ({
    insert: `run${String(i).padStart(6, '0')} `,
    attributes: i % 2 === 0 ? { italic: true as const } : { bold: true as const },
  }));
  return [...runs, { insert: '\n' }] as Content;
}
