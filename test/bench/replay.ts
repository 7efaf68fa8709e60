import { setImmediate as turn } from 'node:timers/promises';
import { NumberedText, numbersOf } from './numbered-text.ts';
import { Person } from './person.ts';
import { change, PlainText } from './plain-text.ts';
import { percentile } from './statistics.ts';
import type { Target } from './target.ts';
import type { ConcurrentTrace, SequentialTrace } from './trace.ts';

/** The result of a replay through the client library. Bytes are of both directions, of all authors together. */
export interface ReplayResult extends Record<string, number> {
  seconds: number;
  editsPerSecond: number;
  /** Operations into which the edits were composed while one was in flight. */
  operations: number;
  p50: number;
  p99: number;
  cpuPerEdit: number;
  bytesPerEdit: number;
  rowsPerEdit: number;
}

// A person's machine handles one edit between two checks of the network; the trace is fed as fast as possible.
const EDITS_PER_TURN = 1;

/**
 * One author types a trace as fast as possible while another person watches; both and the server must end at its text.
 */
export async function replaySequential(target: Target, trace: SequentialTrace): Promise<ReplayResult> {
  await target.create(trace.start === '' ? null : [{ insert: `${trace.start}\n` }]);
  const shown = new PlainText();
  const watcher = new Person(target, 1, shown);
  await watcher.join();
  const author = new Person(target, 0, { load: () => {}, apply: () => {}, flush: () => {} });
  await author.join();
  const meter = await measure(target, [author]);
  for (let i = 0; i < trace.edits.length; i++) {
    const edit = trace.edits[i];
    if (edit !== undefined) author.client.edit(change(edit.at, edit.remove, edit.insert));
    if (i % EDITS_PER_TURN === 0) await turn();
  }
  await author.caughtUp();
  const result = await meter(trace.edits.length);
  await watcher.caughtUp(author.client.version ?? 0);
  author.check();
  const expected = `${trace.end}\n`;
  if (shown.text !== expected) throw new Error('the watcher does not show the text of the trace');
  if ((await target.text()) !== expected) throw new Error('the server does not hold the text of the trace');
  for (const person of [author, watcher]) person.drop();
  return result;
}

/**
 * Every author of a concurrent trace types their own part, concurrently, as soon as they have everything that an edit
 * refers to.
 */
export async function replayConcurrent(target: Target, trace: ConcurrentTrace): Promise<ReplayResult> {
  await target.create(null);
  const authors = Array.from({ length: trace.authors }, (_, author) => {
    const text = new NumberedText();
    const edits = trace.edits.filter((edit) => edit.author === author);
    return { text, edits, person: new Person(target, author, text) };
  });
  for (const { person } of authors) await person.join();
  const meter = await measure(
    target,
    authors.map(({ person }) => person),
  );
  await Promise.all(
    authors.map(async ({ text, edits, person }) => {
      for (const edit of edits) {
        for (const deadline = Date.now() + 60_000; !text.knows(edit); await turn()) {
          person.check();
          if (Date.now() > deadline) throw new Error('an edit waits for a character that never came');
        }
        const delta = text.edit(edit);
        if (delta.length > 0) person.client.edit(delta);
        await turn();
      }
      await person.caughtUp();
    }),
  );
  const result = await meter(trace.edits.length);
  const version = await target.version();
  for (const { person } of authors) await person.caughtUp(version);
  verify(trace, [...authors.map(({ text }) => text.numbers), numbersOf(await target.text())]);
  for (const { person } of authors) person.drop();
  return result;
}

/** Checks that all copies are equal, and contain every character that was not removed, once. */
function verify(trace: ConcurrentTrace, copies: readonly number[][]): void {
  const [first = []] = copies;
  for (const copy of copies) if (copy.join() !== first.join()) throw new Error('the copies differ');
  const removed = new Set(trace.edits.flatMap((edit) => edit.removed));
  const kept = trace.edits.flatMap(({ first: from, count }) =>
    Array.from({ length: count }, (_, i) => from + i),
  );
  const expected = kept.filter((number) => !removed.has(number));
  if ([...first].sort((a, b) => a - b).join() !== expected.join()) {
    throw new Error('characters are lost, doubled or came back');
  }
}

async function measure(
  target: Target,
  authors: readonly Person[],
): Promise<(edits: number) => Promise<ReplayResult>> {
  const bytes = () => authors.reduce((sum, { bytesIn, bytesOut }) => sum + bytesIn + bytesOut, 0);
  const ops = () => authors.reduce((sum, { opsSent }) => sum + opsSent, 0);
  const before = { rows: await target.rowsWritten(), bytes: bytes(), ops: ops() };
  const latencies: number[] = [];
  for (const author of authors) author.acknowledged = (ms) => latencies.push(ms);
  const cpu = target.server.cpuSeconds;
  const start = performance.now();
  return async (edits) => {
    const seconds = (performance.now() - start) / 1000;
    const cpuUsed = target.server.cpuSeconds - cpu;
    return {
      seconds,
      editsPerSecond: edits / seconds,
      operations: ops() - before.ops,
      p50: percentile(latencies, 0.5),
      p99: percentile(latencies, 0.99),
      cpuPerEdit: (cpuUsed * 1e6) / edits,
      bytesPerEdit: (bytes() - before.bytes) / edits,
      rowsPerEdit: ((await target.rowsWritten()) - before.rows) / edits,
    };
  };
}
