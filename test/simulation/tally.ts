/** What a run did, so that a test can see that it did something. */
export interface Tally {
  steps: number;
  versions: number;
  frames: number;
  cuts: number;
  restarts: number;
  evictions: number;
  crashes: number;
  rejects: number;
  adopted: number;
  failedCommits: number;
  prunings: number;
  rebuilds: number;
  archiveReads: number;
  refusedWrites: number;
  exceptions: number;
  /** Pairs of equal grids of one version, in a run with tables. */
  grids: number;
}

/** The tally of a run that has done nothing yet. */
export function newTally(): Tally {
  return {
    steps: 0,
    versions: 0,
    frames: 0,
    cuts: 0,
    restarts: 0,
    evictions: 0,
    crashes: 0,
    rejects: 0,
    adopted: 0,
    failedCommits: 0,
    prunings: 0,
    rebuilds: 0,
    archiveReads: 0,
    refusedWrites: 0,
    exceptions: 0,
    grids: 0,
  };
}
