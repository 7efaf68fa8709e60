import { setTimeout as sleep } from 'node:timers/promises';
import { must } from '../../src/base/assert.ts';
import { canonicalJson } from '../../src/ot/canonical.ts';
import type { Delta } from '../../src/ot/op.ts';
import { OFFERS } from '../../src/protocol/offers.ts';
import { Random } from '../support/random.ts';
import { Aftermath } from './aftermath.ts';
import { type Account, Api } from './api.ts';
import { Commenter } from './commenter.ts';
import { Platform } from './platform.ts';
import { Program } from './program.ts';
import { type LoggedOp, opsOf } from './reading.ts';
import { Seen } from './seen.ts';
import { Suggester } from './suggester.ts';
import { Writer } from './writer.ts';

/** The extent of a run. */
export interface ChaosOptions {
  seed: number;
  /** The number of kills. */
  rounds: number;
  documents?: number;
  /** Writers in each document. */
  writers?: number;
  say?: (line: string) => void;
}

/** A run at its end, with everything at rest: the data to compare. */
export interface Outcome {
  kills: number;
  killsWhileStarting: number;
  /** Operations that a client was told are committed. */
  seen: Seen;
  repeats: number;
  documents: DocumentOutcome[];
  /** From the last start until everything was archived, in ms. */
  caughtUpAfter: number;
}

/** A document at the end of a run. */
export interface DocumentOutcome {
  docId: string;
  /** The server's content, canonical. */
  contents: string;
  /** The content of each writer. */
  views: string[];
  failures: string[];
  /** Every operation of the log: `client seq` and its version. */
  log: { key: string; version: number }[];
  /** What was wrong with its review after a kill, and at the end. */
  reviewFaults: string[];
  /** How many comments and suggestions were answered, and how many acceptances. */
  reviewed: { comments: number; suggestions: number; accepted: number };
  verification: {
    ok: boolean;
    version: number;
    checked: { segments: number; entries: number };
    problems: unknown[];
  };
}

const PATIENCE_MS = 120_000;
const TOKEN_MS = 8 * 60_000;

/**
 * The whole local platform with people and programs that write into it, killed (SIGKILL to every process) at moments
 * chosen by the seed, during operation and during start, and started again on its storage.
 */
export async function chaos(options: ChaosOptions): Promise<Outcome> {
  const platform = await Platform.create();
  try {
    return await run(platform, options);
  } finally {
    await platform.kill();
    await platform.remove();
  }
}

async function run(platform: Platform, options: ChaosOptions): Promise<Outcome> {
  const { seed, rounds, documents = 2, writers = 3, say = () => {} } = options;
  const random = new Random(seed);
  const api = new Api(platform.origin);
  await platform.start();
  const accounts: Account[] = [];
  for (let i = 0; i < writers; i++) accounts.push(await api.register(`writer${i}`));
  const owner = accounts[0] as Account;
  // It never writes itself: what the log has of it are accepted suggestions.
  const author = await api.register('suggester');
  const docIds: string[] = [];
  for (let i = 0; i < documents; i++) docIds.push(await shared(api, owner, accounts, author));

  const seen = new Seen();
  const people = docIds.flatMap((docId) =>
    accounts.map(
      (account, i) =>
        new Writer({
          api,
          origin: platform.origin,
          account,
          docId,
          random: new Random(seed * 1_000 + i),
          seen,
          // Clients of both forms of the wire.
          offers: i % 2 === 0 ? OFFERS : [],
        }),
    ),
  );
  const programs = docIds.map(
    (docId, i) => new Program(api, owner, docId, new Random(seed * 2_000 + i), seen),
  );
  const reviewers = docIds.map((docId, i) => ({
    commenter: new Commenter(api, owner, docId, new Random(seed * 3_000 + i)),
    suggester: new Suggester(api, { author, editor: owner, docId, random: new Random(seed * 4_000 + i) }),
  }));
  const aftermaths = reviewers.map((both) => new Aftermath(api, owner, both));
  const reviewFaults = new Map<string, string[]>(docIds.map((docId) => [docId, []]));
  const look = async (): Promise<void> => {
    for (const [i, docId] of docIds.entries())
      reviewFaults.get(docId)?.push(...(await must(aftermaths[i]).faults(await platform.adminToken())));
  };
  let killsWhileStarting = 0;
  let signedInAt = Date.now();
  for (let round = 0; round < rounds; round++) {
    await sleep(random.between(300, 3_000));
    // On a slow machine little is done in that time; something of each kind is there to be lost in the last kill.
    if (round === rounds - 1) await untilReviewed(reviewers);
    await platform.kill();
    if (random.chance(0.25)) {
      const starting = platform.start();
      await sleep(random.between(100, 4_000));
      await platform.kill();
      await starting;
      killsWhileStarting++;
    }
    await platform.start();
    if (Date.now() - signedInAt > TOKEN_MS) {
      for (const account of [...accounts, author]) await api.signIn(account);
      signedInAt = Date.now();
    }
    await look();
    const failures = [...failuresOf(people), ...[...reviewFaults.values()].flat()];
    say(`round ${round + 1} of ${rounds}: ${seen.count} operations seen, ${failures.length} failures`);
    if (failures.length > 0) break;
  }
  const startedAt = Date.now();
  const reviewing = reviewers.flatMap(({ commenter, suggester }) => [commenter, suggester]);
  await Promise.all([...people, ...programs, ...reviewing].map((one) => one.rest()));
  say('everybody rests');
  await untilArchived(api, owner, docIds, people);
  await look();
  const caughtUpAfter = Date.now() - startedAt;
  const found: DocumentOutcome[] = [];
  for (const [i, docId] of docIds.entries()) {
    const here = people.filter((writer) => writer.docId === docId);
    const { commenter, suggester } = must(reviewers[i]);
    found.push({
      ...(await describe(api, owner, docId, here, await platform.adminToken())),
      reviewFaults: must(reviewFaults.get(docId)),
      reviewed: {
        comments: commenter.told.size,
        suggestions: suggester.told.size,
        accepted: suggester.accepted.size,
      },
    });
  }
  await Promise.all(people.map((writer) => writer.close()));
  const repeats = programs.reduce((sum, program) => sum + program.repeats, 0);
  return {
    kills: rounds + killsWhileStarting,
    killsWhileStarting,
    seen,
    repeats,
    documents: found,
    caughtUpAfter,
  };
}

async function shared(
  api: Api,
  owner: Account,
  accounts: readonly Account[],
  commenter: Account,
): Promise<string> {
  const { id } = await api.must<{ id: string }>('POST', '/v1/docs', owner.token, { title: 'Chaos' });
  const share = (userId: string, role: string) =>
    api.must('PUT', `/v1/docs/${id}/permissions/${userId}`, owner.token, { role });
  for (const account of accounts.slice(1)) await share(account.id, 'editor');
  await share(commenter.id, 'commenter');
  return id;
}

async function untilReviewed(
  reviewers: readonly { commenter: Commenter; suggester: Suggester }[],
): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  const isReviewed = ({ commenter, suggester }: (typeof reviewers)[number]): boolean =>
    commenter.told.size > 0 && suggester.told.size > 0 && suggester.accepted.size > 0;
  while (!reviewers.every(isReviewed) && Date.now() < deadline) await sleep(50);
}

function failuresOf(writers: readonly Writer[]): string[] {
  return writers.flatMap(({ failure }) => (failure === null ? [] : [failure]));
}

// All clients have everything, and have been told that it is archived: the queue's messages died with the platform, but
// owed work did not.
async function untilArchived(
  api: Api,
  owner: Account,
  docIds: readonly string[],
  people: readonly Writer[],
): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  for (const docId of docIds) {
    const { version } = await api.must<{ version: number }>('GET', `/v1/docs/${docId}/content`, owner.token);
    for (const writer of people.filter((one) => one.docId === docId)) {
      while ((writer.version < version || writer.synced < version) && writer.failure === null) {
        if (Date.now() > deadline)
          throw new Error(
            `${docId} is at version ${version}; a writer at ${writer.version}, the archive at ${writer.synced}`,
          );
        await sleep(50);
      }
    }
  }
}

async function describe(
  api: Api,
  owner: Account,
  docId: string,
  writers: readonly Writer[],
  adminToken: string,
): Promise<Omit<DocumentOutcome, 'reviewFaults' | 'reviewed'>> {
  const content = await api.must<{ ops: Delta }>('GET', `/v1/docs/${docId}/content`, owner.token);
  const log = (await opsOf(api, owner, docId)).map(keyOf);
  return {
    docId,
    contents: canonicalJson(content.ops),
    views: writers.map((writer) => writer.contents()),
    failures: failuresOf(writers),
    log,
    verification: await api.must('GET', `/v1/admin/docs/${docId}/verify`, adminToken),
  };
}

function keyOf({ client, seq, version }: LoggedOp): DocumentOutcome['log'][number] {
  return { key: `${client} ${seq}`, version };
}
