import type { Settings, WorkloadName } from './load/workloads.ts';

/** One row of cases in the tables. */
export interface Workload {
  id: string;
  title: string;
  name: WorkloadName;
  /** The peers that run it unless a command names others. */
  peers: readonly string[];
  cases: readonly Case[];
}

/** A workload with its numbers; `quick` are those of a smoke test. */
export interface Case {
  name: string;
  settings: WithoutFolder<Settings>;
  quick: Partial<Settings>;
  /** The file that it reads, without its extension. */
  trace?: string;
}

// Of each kind of settings by itself: Omit would leave what all kinds have in common.
type WithoutFolder<T> = T extends unknown ? Omit<T, 'traces'> : never;

/** What a command leaves of the plan; null for everything. */
export interface Choice {
  workloads: readonly string[] | null;
  cases: readonly string[] | null;
  peers: readonly string[] | null;
}

const MERGING = ['sharedb', 'hocuspocus', 'y-partyserver', 'ours'];
const MAIN = ['raw-do', ...MERGING];
const QUICK = { seconds: 2 };

/** Everything that is run, in order. */
export const PLAN: readonly Workload[] = [
  {
    id: 'W1',
    title: 'typing: n editors at a fixed rate, all together',
    name: 'typing',
    peers: ['raw-do', 'raw-do-batch-1ms', ...MERGING],
    cases: [
      [2, 200],
      [10, 1000],
      [100, 1000],
    ].map(([editors = 0, rate = 0]) => ({
      name: `n${editors}@${rate}`,
      settings: { editors, rate, seconds: 4 },
      quick: QUICK,
    })),
  },
  {
    id: 'W2',
    title: 'saturation: n editors, w unacknowledged edits allowed to each',
    name: 'saturate',
    peers: MAIN,
    cases: [10, 50].map((editors) => ({
      name: `n${editors}-w1`,
      settings: { editors, window: 1, seconds: 5 },
      quick: QUICK,
    })),
  },
  {
    id: 'W3',
    title: 'replay: one client, a recorded session, 64 unacknowledged edits allowed',
    name: 'replay',
    peers: MAIN,
    cases: ['automerge-paper', 'clownschool-flat'].map((trace) => ({
      name: trace,
      trace,
      settings: { trace, window: 64 },
      quick: { limit: 20_000 },
    })),
  },
  {
    id: 'W3b',
    title: 'together: two people with the peer’s own library, a recorded session of two',
    name: 'together',
    peers: MERGING,
    cases: ['friendsforever-concurrent'].map((trace) => ({
      name: trace,
      trace,
      settings: { trace, rate: 1_000, limit: 12_000 },
      quick: { limit: 2_000 },
    })),
  },
  {
    id: 'W4',
    title: 'fanout: one editor at 20 edits/s, r readers',
    name: 'fanout',
    peers: MAIN,
    cases: [500, 2_000].map((readers) => ({
      name: `r${readers}`,
      settings: { readers, rate: 20, seconds: 6 },
      quick: QUICK,
    })),
  },
  {
    id: 'W5',
    title: 'large document: 0.9 MB in 90,000 formatted runs, 5 editors in its middle',
    name: 'bigDocument',
    peers: MERGING,
    cases: [
      {
        name: 'n5@100',
        settings: { runs: 90_000, editors: 5, rate: 100, seconds: 6 },
        quick: { seconds: 2, runs: 10_000 },
      },
    ],
  },
];

/** The part of a plan that was asked for. Throws on a name that stands nowhere in it, and when nothing is left. */
export function choose(plan: readonly Workload[], choice: Choice, known: readonly string[]): Workload[] {
  check(
    choice.workloads,
    plan.map(({ id }) => id),
    'workload',
  );
  check(
    choice.cases,
    plan.flatMap(({ cases }) => cases.map(({ name }) => name)),
    'case',
  );
  check(choice.peers, known, 'peer');
  const chosen = plan
    .filter(({ id }) => choice.workloads?.includes(id) ?? true)
    .map((workload) => ({
      ...workload,
      peers: choice.peers ?? workload.peers,
      cases: workload.cases.filter(({ name }) => choice.cases?.includes(name) ?? true),
    }))
    .filter(({ cases, peers }) => cases.length > 0 && peers.length > 0);
  if (chosen.length === 0) throw new Error('nothing is left to run');
  return chosen;
}

function check(asked: readonly string[] | null, known: readonly string[], what: string): void {
  const unknown = asked?.find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new Error(`no ${what} is named ${unknown}; there are: ${[...new Set(known)].join(', ')}`);
}
