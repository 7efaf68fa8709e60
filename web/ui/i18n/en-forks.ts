/** The texts about forks, in English. */
export const forks = {
  fork: 'Fork',
  forkVersion: 'Fork from this version',
  forkTitle: (title: string) => `${title} (fork)`,
  forked: 'The fork is in your documents.',
  open: 'Open',
  compare: 'Compare with the origin',
  title: 'This document is a fork',
  of: (title: string) => `It began as “${title}”.`,
  openOrigin: 'Open the origin',
  loading: 'Comparing…',
  merge: {
    title: 'What is new here',
    nothing: 'Everything that was written here is in the origin.',
    note: 'A note for the owner of the origin',
    button: 'Merge into the origin',
    done: 'The origin has what is new here.',
    suggest: 'Suggest to the origin',
    suggested: 'The origin has your suggestion.',
    readOnly: 'You can only read the origin, so you cannot merge into it.',
  },
  update: {
    title: 'What is new in the origin',
    nothing: 'Everything in the origin is here.',
    button: 'Update this fork',
    done: 'This fork has what is new in the origin.',
    none: 'There was nothing new.',
  },
  deleted: 'Deleted',
  inserted: 'Inserted',
  formatted: 'Another format',
  more: (n: number) => (n === 1 ? 'and one more change' : `and ${n} more changes`),
};

/** The errors of forks, in English. */
export const forkProblems = {
  no_origin: 'You can no longer see the document that this one began as.',
  origin_recovered: 'The origin was recovered to an older version. Fork it again to go on from there.',
  fork_recovered: 'This fork was recovered to an older version. Fork the origin again to go on from there.',
  fork_busy: 'Another person is merging or updating this fork. Try again in a moment.',
};
