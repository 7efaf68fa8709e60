import { type Accepted, acceptancesBetween } from '../../content/acceptances.ts';
import { readLog } from '../../content/read-log.ts';
import { readVersion } from '../../content/read-version.ts';
import { authorsOf, eachOperation, type Stroke } from '../../content/stroke.ts';
import type { Delta } from '../../ot/op.ts';
import type { DocumentRow } from '../../platform/db/access.ts';
import type { Database } from '../../platform/db/database.ts';
import type { Deps } from '../../platform/events/deps.ts';
import { Problem } from '../../platform/problem/problem.ts';
import { MarkedDiff } from './marked-diff.ts';
import { type Author, findAuthors } from './queries.ts';
import { readAttribution } from './read-attribution.ts';

/**
 * The merged text of two versions, with the author and time of each piece that only one has, and the authors' names.
 * Throws 404 `unknown_version`, 410 `version_expired`, 503 when the log cannot be read.
 */
export async function readMarkedDiff(
  { env, db }: Pick<Deps, 'env' | 'db'>,
  { document, from, to }: { document: DocumentRow; from: number; to: number },
) {
  const diff = new MarkedDiff(await textAt(env, db, document, from));
  let last = from;
  for await (const frame of readLog(env, document, from, to)) {
    eachOperation(frame, { from, to }, (delta, by) => diff.apply(delta, by));
    last = frame.last;
  }
  if (last < to) throw new Problem(404, 'unknown_version', `There is no version ${to} yet.`);
  const ops = [...diff.ops()];
  const accepted = await acceptancesBetween(env, document, from, to);
  const authors = await namesOf(
    db,
    ops.flatMap(({ change }) => (change === undefined ? [] : [change.by])),
    accepted,
  );
  const shown = ops.map(({ change, ...op }) => {
    if (change === undefined) return op;
    const { type, by } = change;
    return {
      ...op,
      change: { type, ...describe(by, accepted), ...(change.type === 'format' && { before: change.before }) },
    };
  });
  return { from, to, ops: shown, authors };
}

/** The text of a version in runs by one author each, with the authors' names. Throws as `readMarkedDiff`. */
export async function readAuthors(
  { env, db, defer }: Pick<Deps, 'env' | 'db' | 'defer'>,
  { document, version }: { document: DocumentRow; version: number },
) {
  const text = await textAt(env, db, document, version);
  const attributed = await readAttribution(env, db, document, version, defer);
  const runs = [...attributed.over(text)];
  const accepted = await acceptancesBetween(env, document, 0, version);
  const authors = await namesOf(
    db,
    runs.map(({ by }) => by),
    accepted,
  );
  const shown = runs.map(({ by, ...content }) => ({ ...content, ...describe(by, accepted) }));
  return { version, runs: shown, authors };
}

async function textAt(env: Env, db: Database, document: DocumentRow, version: number): Promise<Delta> {
  return JSON.parse((await readVersion(env, db, document, version)).ops) as Delta;
}

type AcceptedVersions = ReadonlyMap<number, Accepted>;

function describe({ author, version, at }: Stroke, accepted: AcceptedVersions) {
  const acceptedBy = accepted.get(version)?.by;
  return { author, version, at: new Date(at).toISOString(), ...(acceptedBy !== undefined && { acceptedBy }) };
}

// The authors in order of appearance, then those who accepted what is theirs.
function namesOf(db: Database, strokes: readonly Stroke[], accepted: AcceptedVersions): Promise<Author[]> {
  const acceptors = strokes.flatMap(({ version }) => accepted.get(version)?.by ?? []);
  return findAuthors(db, [...new Set([...authorsOf(strokes), ...acceptors])]);
}
