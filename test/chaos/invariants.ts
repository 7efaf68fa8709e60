import type { DocumentOutcome, Outcome } from './world.ts';

/** The invariants of docs/architecture.md on the outcome of a run. Each returns its violations; empty means none. */
export const INVARIANTS = {
  'I1: everybody sees what the server has': ({ documents }: Outcome): string[] =>
    documents.flatMap(({ docId, contents, views, failures }) => [
      ...failures.map((failure) => `${docId}: ${failure}`),
      ...views.flatMap((view, i) => (view === contents ? [] : [`${docId}: writer ${i} sees another text`])),
    ]),

  'I2: each operation is in the log at most once': ({ documents }: Outcome): string[] =>
    documents.flatMap(({ docId, log }) => {
      const keys = new Set<string>();
      return log.flatMap(({ key }) => {
        if (!keys.has(key)) {
          keys.add(key);
          return [];
        }
        return [`${docId}: ${key} is there twice`];
      });
    }),

  'I3: nothing that anybody was told is committed is lost': ({ documents, seen }: Outcome): string[] => [
    ...seen.contradictions,
    ...documents.flatMap(({ docId, log }) => {
      const versions = new Map(log.map(({ key, version }) => [key, version]));
      const keys = new Map(log.map(({ key, version }) => [version, key]));
      return [
        ...[...seen.operations(docId)].flatMap(([key, version]) =>
          versions.get(key) === version
            ? []
            : [`${docId}: ${key} was seen at version ${version}, and the log has it at ${versions.get(key)}`],
        ),
        ...[...seen.authors(docId)].flatMap(([version, client]) =>
          keys.get(version)?.startsWith(`${client} `)
            ? []
            : [`${docId}: version ${version} was seen by ${client}, and the log has ${keys.get(version)}`],
        ),
      ];
    }),
  ],

  'I3, I4: the review is as it was told after each kill, and so is each acceptance with its operation': ({
    documents,
  }: Outcome): string[] => documents.flatMap(({ reviewFaults }) => reviewFaults),

  'I4: the log has no gap, its chain holds, its replay is the text, in the archive and the object': ({
    documents,
  }: Outcome): string[] =>
    documents.flatMap(({ docId, log, verification: { ok, version, checked, problems } }) => [
      ...(ok ? [] : problems.map((problem) => `${docId}: ${JSON.stringify(problem)}`)),
      ...(version === log.length ? [] : [`${docId}: verified up to ${version}, the log has ${log.length}`]),
      ...(checked.entries > 0 ? [] : [`${docId}: its review has no entry`]),
      ...(checked.segments > 0 ? [] : [`${docId}: nothing is archived`]),
      ...log.flatMap((entry, i) =>
        entry.version === i + 1 ? [] : [`${docId}: version ${entry.version} at place ${i + 1}`],
      ),
    ]),
} as const;

/** The extent of a run, in a line. */
export function summary({
  kills,
  killsWhileStarting,
  seen,
  repeats,
  documents,
  caughtUpAfter,
}: Outcome): string {
  const versions = documents.reduce((sum, { log }) => sum + log.length, 0);
  const entries = documents.reduce((sum, { verification }) => sum + verification.checked.entries, 0);
  const sum = (of: keyof DocumentOutcome['reviewed']) =>
    documents.reduce((total, { reviewed }) => total + reviewed[of], 0);
  const reviewed = `${sum('comments')} comments, ${sum('suggestions')} suggestions, ${sum('accepted')} acceptances answered`;
  return `${kills} kills (${killsWhileStarting} while starting), ${versions} versions, ${entries} entries of reviews (${reviewed}), ${seen.count} operations seen, ${repeats} sent again; all archived ${(caughtUpAfter / 1000).toFixed(1)} s after the last start`;
}
