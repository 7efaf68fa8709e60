import Delta from 'quill-delta';
import { describe, expect, test } from 'vitest';
import { cut } from '../../bench/peers/load/replay.ts';
import { Tags } from '../../bench/peers/load/tags.ts';
import { indexAfter } from '../../bench/peers/ot-editor.ts';
import { WIRES, type Wire } from '../../bench/peers/ours/wire.ts';
import { choose, PLAN, type Workload } from '../../bench/peers/plan.ts';
import { tablesOf } from '../../bench/peers/report.ts';
import type { RunRecord } from '../../bench/peers/run-records.ts';
import { Random } from '../../support/random.ts';

const EVERYTHING = { workloads: null, cases: null, peers: null };
const KNOWN = ['raw-do', 'hocuspocus', 'ours', 'ours-before'];

describe('the plan', () => {
  test('is run whole unless something is named', () => {
    expect(choose(PLAN, EVERYTHING, KNOWN)).toEqual(PLAN);
  });

  test('is cut to workloads, cases and peers', () => {
    const asked = { workloads: ['W1', 'W2'], cases: ['n10@1000'], peers: ['ours', 'ours-before'] };
    const chosen = choose(PLAN, asked, KNOWN);
    expect(chosen.map(({ id, cases }) => [id, cases.map(({ name }) => name)])).toEqual([
      ['W1', ['n10@1000']],
    ]);
    expect(chosen[0]?.peers).toEqual(['ours', 'ours-before']);
  });

  test.each([
    [{ workloads: ['W9'] }, 'no workload is named W9'],
    [{ cases: ['n10'] }, 'no case is named n10'],
    [{ peers: ['etherpad'] }, 'no peer is named etherpad'],
    [{ workloads: ['W2'], cases: ['n10@1000'] }, 'nothing is left'],
  ])('%j is refused', (asked, message) => {
    expect(() => choose(PLAN, { ...EVERYTHING, ...asked }, KNOWN)).toThrow(message);
  });
});

describe('the tables', () => {
  const plan: Workload[] = choose(PLAN, { ...EVERYTHING, workloads: ['W1'], cases: ['n10@1000'] }, KNOWN);
  const run = (peer: string, p50: number, cpuPerEdit: number): RunRecord => ({
    workload: 'W1',
    case: 'n10@1000',
    peer,
    at: '2026-11-30T08:00:00.000Z',
    figures: { p50, cpuPerEdit, serverCore: 10 },
    text: 'right',
  });
  const failure: RunRecord = { workload: 'W1', case: 'n10@1000', peer: 'ours', at: '', error: 'it\nbroke' };
  const lines = tablesOf(plan, [
    run('hocuspocus', 4, 200),
    run('ours', 3, 100),
    run('ours', 1, 90),
    failure,
    run('ours', 2, 110),
  ]).split('\n');
  const cells = (name: string): string[] =>
    lines
      .find((line) => line.startsWith(`| ${name} |`))
      ?.split('|')
      .slice(2, -1)
      .map((cell) => cell.trim()) ?? [];

  test('show the medians of what ran, without columns that no run filled', () => {
    expect(cells('peer')).toEqual(['p50 ms', 'server CPU us/edit', 'server core %', 'text', 'runs']);
    expect(cells('ours')).toEqual(['2.00', '100.0', '10', 'right', '3 (1 failed)']);
    expect(lines).toContain('> ours: it broke');
  });

  test('divide our figures by those of others, where that says something', () => {
    expect(cells('ours / hocuspocus')).toEqual(['0.50', '0.50', '', '', '']);
    expect(cells('ours / raw-do')).toEqual([]);
  });
});

test('an index moves over the changes of others as in quill-delta', () => {
  const random = new Random(1);
  for (let round = 0; round < 2_000; round++) {
    const change = new Delta();
    for (let i = 0; i < 4; i++) {
      const length = 1 + random.int(5);
      const kind = random.int(3);
      if (kind === 0) change.retain(length, { bold: true });
      else if (kind === 1) change.insert('x'.repeat(length));
      else change.delete(length);
    }
    const index = random.int(20);
    expect(indexAfter(change.ops as never, index)).toBe(change.transformPosition(index, true));
  }
});

test('the first edits of a trace come with the text that they lead to', () => {
  const edits = [
    { at: 0, remove: 0, insert: 'abc' },
    { at: 1, remove: 1, insert: '' },
    { at: 2, remove: 0, insert: 'd' },
  ];
  const trace = { start: '', end: 'acd', edits };
  expect(cut(trace, 2)).toEqual({ start: '', end: 'ac', edits: edits.slice(0, 2) });
  expect(cut(trace, 3)).toBe(trace);
});

test('an observer finds the edits of others in any message, each once', () => {
  const tags = new Tags();
  const client: { observed: ((payload: Buffer) => void) | null } = { observed: null };
  const observer = tags.observe(client, 0);
  const own = tags.next(0);
  tags.measure();
  const others = [tags.next(1), tags.next(2)];
  const message = Buffer.from(`\u0001é{"insert":"${own}${others.join('x')}"}€😀`);
  client.observed?.(message);
  client.observed?.(message);
  expect(observer.seen).toBe(2);
  expect(tags.latencies).toHaveLength(2);
});

const ME = { client: 'abcdefgh-12345678', seq: 3, number: 5 };

test('the short form is read and written once the server has given a number', () => {
  const wire = WIRES.short as Wire;
  const change = [{ retain: 2 }, { insert: 'a' }];
  expect(wire.writeOp(7, ME, change)).toBe('[7,3,2,"a"]');
  expect(wire.writeOp(7, { ...ME, number: null }, change)).toContain('"type":"op"');
  const frame = Buffer.from('[41,[5,"a"],[6,1,"b"]]');
  expect(wire.kindOf(frame)).toBe('ops');
  expect(wire.readVersions(frame)).toEqual({ from: 41, to: 43 });
  expect(wire.readOps(frame, ME)).toMatchObject({
    from: 41,
    to: 43,
    ops: [
      { client: ME.client, seq: 3, delta: [{ insert: 'a' }] },
      { delta: [{ retain: 1 }, { insert: 'b' }] },
    ],
  });
});

test.each(Object.entries(WIRES))(
  'the wire %s reads the same versions with and without the operations',
  (_, wire) => {
    const message = Buffer.from('{"type":"ops","from":41,"to":43,"ops":[{"delta":[{"insert":"a"}]}]}');
    expect(wire.kindOf(message)).toBe('ops');
    expect(wire.readOps(message, ME)).toMatchObject({ from: 41, to: 43 });
    expect(wire.readVersions(message)).toEqual({ from: 41, to: 43 });
  },
);
