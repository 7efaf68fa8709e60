import { setTimeout as sleep } from 'node:timers/promises';
import { must } from '../../src/base/assert.ts';
import { canonicalJson } from '../../src/ot/canonical.ts';
import type { Delta } from '../../src/ot/op.ts';
import { OFFERS } from '../../src/protocol/offers.ts';
import type { Thread } from '../../src/protocol/review.ts';
import { Random } from '../support/random.ts';
import { type Account, Api } from './api.ts';
import { Commenter, type ToldComment } from './commenter.ts';
import { Platform } from './platform.ts';
import { Program } from './program.ts';
import { Seen } from './seen.ts';
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
  /** What its commenter was told of each comment, and what is there. */
  told: ReadonlyMap<string, ToldComment>;
  comments: ReadonlyMap<string, string | null>;
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
  const docIds: string[] = [];
  for (let i = 0; i < documents; i++) docIds.push(await shared(api, owner, accounts));

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
  const commenters = docIds.map((docId, i) => new Commenter(api, owner, docId, new Random(seed * 3_000 + i)));
  let killsWhileStarting = 0;
  let signedInAt = Date.now();
  for (let round = 0; round < rounds; round++) {
    await sleep(random.between(300, 3_000));
    await platform.kill();
    if (random.chance(0.25)) {
      const starting = platform.start();
      await sleep(random.between(100, 4_000));
      await platform.kill();
      await starting;
      killsWhileStarting++;
    }
    await platform.start();
    say(
      `round ${round + 1} of ${rounds}: ${seen.count} operations seen, ${failuresOf(people).length} failures`,
    );
    if (failuresOf(people).length > 0) break;
    if (Date.now() - signedInAt > TOKEN_MS) {
      for (const account of accounts) await api.signIn(account);
      signedInAt = Date.now();
    }
  }
  const startedAt = Date.now();
  await Promise.all([...people, ...programs, ...commenters].map((one) => one.rest()));
  say('everybody rests');
  await untilArchived(api, owner, docIds, people);
  const caughtUpAfter = Date.now() - startedAt;
  const found: DocumentOutcome[] = [];
  for (const docId of docIds) {
    const here = people.filter((writer) => writer.docId === docId);
    const { told } = must(commenters.find((one) => one.docId === docId));
    const described = await describe(api, owner, docId, here, await platform.adminToken());
    found.push({ ...described, told, comments: await commentsOf(api, owner, docId) });
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

async function shared(api: Api, owner: Account, accounts: readonly Account[]): Promise<string> {
  const { id } = await api.must<{ id: string }>('POST', '/v1/docs', owner.token, { title: 'Chaos' });
  for (const { id: userId } of accounts.slice(1))
    await api.must('PUT', `/v1/docs/${id}/permissions/${userId}`, owner.token, { role: 'editor' });
  return id;
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
): Promise<Omit<DocumentOutcome, 'told' | 'comments'>> {
  const content = await api.must<{ ops: Delta }>('GET', `/v1/docs/${docId}/content`, owner.token);
  const log: DocumentOutcome['log'] = [];
  for (let from: number | null = 0; from !== null; ) {
    const page: Page = await api.must('GET', `/v1/docs/${docId}/ops?from=${from}&limit=1000`, owner.token);
    for (const { client, seq, version } of page.items) log.push({ key: `${client} ${seq}`, version });
    from = page.nextFrom;
  }
  return {
    docId,
    contents: canonicalJson(content.ops),
    views: writers.map((writer) => writer.contents()),
    failures: failuresOf(writers),
    log,
    verification: await api.must('GET', `/v1/admin/docs/${docId}/verify`, adminToken),
  };
}

// Every comment of a document with its text.
async function commentsOf(api: Api, owner: Account, docId: string): Promise<Map<string, string | null>> {
  const comments = new Map<string, string | null>();
  for (let cursor = ''; ; ) {
    const path = `/v1/docs/${docId}/threads?status=all&limit=100${cursor}`;
    const page: { items: Thread[]; nextCursor: string | null } = await api.must('GET', path, owner.token);
    for (const thread of page.items) for (const { id, body } of thread.comments) comments.set(id, body);
    if (page.nextCursor === null) return comments;
    cursor = `&cursor=${encodeURIComponent(page.nextCursor)}`;
  }
}

interface Page {
  items: { client: string; seq: number; version: number }[];
  nextFrom: number | null;
}
