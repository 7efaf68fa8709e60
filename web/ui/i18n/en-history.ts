const numbers = new Intl.NumberFormat('en');
const plural = new Intl.PluralRules('en');

/** The texts of a document's history, in English. */
export const history = {
  open: 'History',
  title: 'History',
  back: 'Back to the document',
  textLabel: 'Document as it was',
  failedTitle: 'The history could not be loaded',
  failedPart: 'This part of the history could not be loaded.',
  version: (version: number) => `v${numbers.format(version)}`,
  of: (version: number, head: number) => `v${numbers.format(version)} of ${numbers.format(head)}`,
  newest: 'newest',
  somebody: 'Somebody',
  nobody: 'Nobody',
  suggested: (suggester: string, acceptor: string) => `Suggested by ${suggester}, accepted by ${acceptor}`,
  suggestedAlone: (name: string) => `Suggested and accepted by ${name}`,
  actions: 'Actions for this version',
  name: {
    button: 'Name this version',
    rename: 'Rename this version',
    title: (version: number) => `Name version ${numbers.format(version)}`,
    renameTitle: (version: number) => `Rename version ${numbers.format(version)}`,
    label: 'Name',
    placeholder: 'First draft, sent to Ben…',
    remove: 'Remove the name',
    named: (name: string) => `This version is now called “${name}”.`,
    removed: 'The name was removed.',
  },
  restore: {
    button: 'Restore this version',
    short: 'Restore',
    title: (version: number) => `Restore version ${numbers.format(version)}?`,
    text: (when: string) =>
      `The document goes back to its text of ${when}, for everybody. Nothing is lost: later changes stay in the history, and you can restore them.`,
    confirm: 'Restore',
    done: (version: number) => `Version ${numbers.format(version)} was restored.`,
    undo: 'Undo',
    undone: 'The restore was undone.',
  },
  copy: {
    button: 'Make a copy of this version',
    title: (title: string, version: number) => `${title} (v${version})`,
    done: 'The copy is in your documents.',
    open: 'Open',
  },
  timeline: {
    title: 'Versions',
    open: 'Show the list of versions',
    empty: 'Nothing has been written yet.',
    begin: 'The document was created',
    today: 'Today',
    yesterday: 'Yesterday',
    more: 'Loading earlier versions…',
    failed: 'The earlier versions could not be loaded.',
    inserted: (n: number) => `+${numbers.format(n)}`,
    deleted: (n: number) => `−${numbers.format(n)}`,
    amount: (inserted: number, deleted: number) =>
      `${numbers.format(inserted)} inserted, ${numbers.format(deleted)} deleted`,
    others: (names: string, n: number) =>
      n === 0
        ? names
        : `${names} and ${numbers.format(n)} ${plural.select(n) === 'one' ? 'other' : 'others'}`,
  },
  changes: {
    show: 'Show changes',
    authors: 'Authors',
    since: 'Compare with',
    previous: 'The version before',
    visit: (version: number) => `My last visit · v${numbers.format(version)}`,
    beginning: 'An empty document',
    here: (version: number) => `v${numbers.format(version)}`,
    keep: 'Keep this version, compare with others',
    sinceVisit: 'Since your last visit',
    next: 'Next change',
    before: 'Previous change',
    count: (n: number) => `${numbers.format(n)} ${plural.select(n) === 'one' ? 'change' : 'changes'}`,
    place: (at: number, n: number) => `${numbers.format(at)} of ${numbers.format(n)}`,
    none: 'No changes',
    loading: 'Comparing…',
    failed: 'The changes could not be loaded.',
    told: (what: { who: string; inserted: string; deleted: string; formatOnly: boolean }) => {
      if (what.formatOnly) return `${what.who} changed the formatting.`;
      const parts = [
        what.inserted && `inserted “${what.inserted}”`,
        what.deleted && `deleted “${what.deleted}”`,
      ].filter(Boolean);
      return `${what.who} ${parts.join(' and ')}.`;
    },
    kinds: {
      insert: (name: string) => `Inserted by ${name}`,
      delete: (name: string) => `Deleted by ${name}`,
      format: (name: string) => `Formatted by ${name}`,
      author: (name: string) => `Written by ${name}`,
    },
    legend: 'Authors',
  },
  player: {
    region: 'Play through the versions',
    slider: 'Version',
    play: 'Play',
    pause: 'Pause',
    speed: 'Speed',
    speeds: { '1': '1×', '10': '10×', '100': '100×', fit: 'All in 30 s' },
    loading: 'Loading…',
  },
};
