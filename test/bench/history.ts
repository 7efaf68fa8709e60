// npm run bench:history -- [--trace <file>] [--spacing N] [--runs N]: the cost of reading the history of a long
// document, on the whole local platform (wrangler dev: D1, R2, the Document), over HTTP. The trace is put into the
// archive as archiving would have, one frame an edit, and the document is rebuilt from it.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { getPlatformProxy } from 'wrangler';
import { Playback } from '../../src/content/playback.ts';
import { extendRevisions } from '../../src/content/revisions.ts';
import { EMPTY_DOCUMENT } from '../../src/ot/last-newline.ts';
import type { Delta, Op } from '../../src/ot/op.ts';
import { link } from '../../src/platform/archive/chain.ts';
import { segmentKey, snapshotKey } from '../../src/platform/archive/keys.ts';
import {
  type ArchivedFrame,
  fromHex,
  GENESIS_HEX,
  makeSegment,
  toHex,
} from '../../src/platform/archive/segment.ts';
import { endGroup, freePort, launch } from '../support/app.ts';
import { median, show } from './statistics.ts';
import { readSequential, type SequentialTrace } from './trace.ts';

const { values } = parseArgs({
  options: {
    trace: { type: 'string', default: join(import.meta.dirname, 'traces', 'automerge-paper.json.gz') },
    /** Versions between two snapshots. */
    spacing: { type: 'string', default: '1000' },
    /** Versions per merged segment. */
    segment: { type: 'string', default: '1000' },
    runs: { type: 'string', default: '9' },
  },
});
const runs = Number(values.runs);
const ROOT = resolve(import.meta.dirname, '..', '..');
const POINTS = 10;
// A person's typing, and its beginning.
const MS_AN_EDIT = 300;
const BEGAN = Date.UTC(2026, 0, 5);

/** The part of the bindings that is used here. */
interface Bindings extends Record<string, unknown> {
  ARCHIVE: { put(key: string, body: string): Promise<unknown> };
  DB: { prepare(sql: string): Statement; batch(statements: unknown[]): Promise<unknown> };
}

interface Statement {
  bind(...values: unknown[]): Statement;
  run(): Promise<unknown>;
}

interface Account {
  id: string;
  token: string;
}

const stateDir = mkdtempSync(join(tmpdir(), 'history-'));
const port = await freePort();
let server = launch(port, stateDir);
try {
  await server.ready;
  const account = await register();
  const { id } = await ask<{ id: string }>(account, 'POST', '/v1/docs', { title: 'Bench' });
  await endGroup(server.child);

  const trace = readSequential(values.trace);
  await fill(id, account, trace);
  server = launch(port, stateDir);
  await server.ready;
  const start = performance.now();
  await ask({ ...account, token: adminToken() }, 'POST', `/v1/admin/docs/${id}/recover`, {});
  console.log(`rebuilt from the archive in ${show(performance.now() - start)} ms\n`);
  await check(account, id, trace);
  await measure(account, id, trace.edits.length);
} finally {
  await endGroup(server.child);
  rmSync(stateDir, { recursive: true, force: true });
}

async function measure(account: Account, id: string, versions: number): Promise<void> {
  const path = `/v1/docs/${id}`;
  const before = memory();
  const head = await timed(account, `${path}/content`);
  console.log(
    '| what | ms (median) | ms (slowest) | times the head | bytes |\n| --- | ---: | ---: | ---: | ---: |',
  );
  const row = (what: string, { ms, slowest, bytes }: Timing): void =>
    console.log(
      `| ${what} | ${show(ms, 1)} | ${show(slowest, 1)} | ${show(ms / head.ms, 1)} | ${show(bytes)} |`,
    );
  row('the head, `content`', head);
  for (let i = 1; i <= POINTS; i++) {
    // Between two snapshots, not at one.
    const version = Math.round(((i - 0.37) / POINTS) * versions);
    row(`\`history?version=${version}\``, await timed(account, `${path}/history?version=${version}`));
  }
  const between = memory();
  row('`ops?from=0&limit=1000`', await timed(account, `${path}/ops?from=0&limit=1000`));
  row('`history`, the newest 50 revisions', await timed(account, `${path}/history`));
  row(
    '`diff` of the last 1,000 versions',
    await timed(account, `${path}/diff?from=${versions - 1000}&to=${versions}`),
  );
  row('`diff` of all versions', await timed(account, `${path}/diff?from=0&to=${versions}`, 1));
  row('`attribution`, the first time', await timed(account, `${path}/attribution`, 1));
  row('`attribution`, from then on', await timed(account, `${path}/attribution`));
  const late = { baseVersion: Math.max(0, versions - 100_000), delta: [{ insert: 'x' }] };
  const start = performance.now();
  await ask(account, 'POST', `${path}/ops`, late);
  const ms = performance.now() - start;
  row('`POST ops`, 100,000 versions behind', { ms, slowest: ms, bytes: 0 });
  console.log(
    `\nMiB resident in the server's processes: ${show(before)} before, ${show(between)} after the versions, ${show(memory())} at the end`,
  );
}

interface Timing {
  ms: number;
  slowest: number;
  bytes: number;
}

async function timed(account: Account, path: string, times = runs): Promise<Timing> {
  const taken: number[] = [];
  let bytes = 0;
  for (let i = 0; i < times; i++) {
    const start = performance.now();
    bytes = (await get(account, path)).length;
    taken.push(performance.now() - start);
  }
  return { ms: median(taken), slowest: Math.max(...taken), bytes };
}

/** Checks that the text at a few versions is that of the trace. */
async function check(account: Account, id: string, trace: SequentialTrace): Promise<void> {
  for (const version of [0, 1, 77_777, trace.edits.length].filter((at) => at <= trace.edits.length)) {
    let text = `${trace.start}\n`;
    for (const { at, remove, insert } of trace.edits.slice(0, version)) {
      text = text.slice(0, at) + insert + text.slice(at + remove);
    }
    const { ops } = JSON.parse(await get(account, `/v1/docs/${id}/history?version=${version}`)) as {
      ops: Delta;
    };
    const shown = ops.map((op) => ('insert' in op ? op.insert : '')).join('');
    if (shown !== text) throw new Error(`version ${version} is not that of the trace`);
  }
}

/** Puts the trace into the archive and the database, as reconciling would have done. */
async function fill(docId: string, account: Account, trace: SequentialTrace): Promise<void> {
  const platform = await getPlatformProxy<Bindings>({
    configPath: join(ROOT, 'wrangler.toml'),
    persist: { path: join(stateDir, 'v3') },
    remoteBindings: false,
  });
  try {
    const { ARCHIVE, DB } = platform.env;
    const frames = framesOf(trace, account.id);
    const size = Number(values.segment);
    for (let i = 0; i < frames.length; i += size) {
      const chain = frames[i - 1]?.chain ?? GENESIS_HEX;
      const segment = makeSegment(docId, chain, frames.slice(i, i + size));
      await ARCHIVE.put(segmentKey(docId, segment.from, segment.to), JSON.stringify(segment));
    }
    const playback = new Playback(0, EMPTY_DOCUMENT);
    const snapshots: unknown[] = [];
    const spacing = Number(values.spacing);
    for (const frame of frames) {
      playback.play(frame, frame.last);
      if (frame.last % spacing !== 0) continue;
      const body = JSON.stringify({ version: frame.last, ops: playback.text });
      await ARCHIVE.put(snapshotKey(docId, frame.last), body);
      const insert = 'INSERT INTO snapshots (doc_id, version, size, at, created_at) VALUES (?, ?, ?, ?, ?)';
      snapshots.push(DB.prepare(insert).bind(docId, frame.last, body.length, frame.at, frame.at));
    }
    const last = frames[frames.length - 1] as ArchivedFrame;
    const revisions = extendRevisions(null, frames).add.map((row) =>
      DB.prepare('INSERT INTO revisions VALUES (?, ?, ?, ?, ?, ?, ?, ?)').bind(
        docId,
        row.fromVersion,
        row.toVersion,
        JSON.stringify(row.authors),
        row.startedAt,
        row.endedAt,
        row.inserted,
        row.deleted,
      ),
    );
    await DB.batch([...snapshots, ...revisions]);
    await DB.prepare(
      'UPDATE documents SET version = ?1, reconciled_version = ?1, reconciled_chain = ?2, snapshot_version = ?3 WHERE id = ?4',
    )
      .bind(last.last, last.chain, Math.floor(last.last / spacing) * spacing, docId)
      .run();
    console.log(
      `${show(last.last)} versions in ${show(Math.ceil(frames.length / size))} segments, ${show(snapshots.length)} snapshots, ${show(revisions.length)} revisions`,
    );
  } finally {
    await platform.dispose();
  }
}

function framesOf(trace: SequentialTrace, author: string): ArchivedFrame[] {
  let chain = GENESIS_HEX;
  return trace.edits.map(({ at: position, remove, insert }, i) => {
    const delta: Op[] = [];
    if (position > 0) delta.push({ retain: position });
    if (insert !== '') delta.push({ insert });
    if (remove > 0) delta.push({ delete: remove });
    const version = i + 1;
    const at = BEGAN + i * MS_AN_EDIT;
    const authors = [author];
    const entries = [{ client: `${author.slice(0, 8)}-tracetrace`, seq: version, delta }];
    const row = {
      first: version,
      last: version,
      at,
      authors: JSON.stringify(authors),
      entries: JSON.stringify(entries),
    };
    chain = toHex(link(fromHex(chain), row));
    return { first: version, last: version, at, authors, chain, entries };
  });
}

async function register(): Promise<Account> {
  const account = {
    email: `bench-${Date.now()}@example.com`,
    password: 'a long and unusual password 47',
    name: 'Bench',
    tokenDelivery: 'body',
  };
  const answer = await ask<{ user: { id: string }; accessToken: string }>(
    null,
    'POST',
    '/v1/auth/register',
    account,
  );
  return { id: answer.user.id, token: answer.accessToken };
}

async function get(account: Account, path: string): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, {
    headers: { Authorization: `Bearer ${account.token}` },
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${path}: ${response.status} ${text.slice(0, 300)}`);
  return text;
}

async function ask<T>(account: Account | null, method: string, path: string, body: unknown): Promise<T> {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, {
    method,
    headers: {
      'Content-Type': 'application/json',
      ...(account !== null && { Authorization: `Bearer ${account.token}` }),
    },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${(await response.text()).slice(0, 300)}`);
  return (await response.json()) as T;
}

function adminToken(): string {
  const token = /^ADMIN_TOKEN='(.+)'$/m.exec(readFileSync(join(ROOT, '.dev.vars'), 'utf8'))?.[1];
  if (token === undefined) throw new Error('.dev.vars has no ADMIN_TOKEN');
  return token;
}

/** Resident memory of all workerd processes of the server, in MiB; NaN without /proc. */
function memory(): number {
  if (process.platform !== 'linux') return Number.NaN;
  let kilobytes = 0;
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
      const group = Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[2]);
      if (!command.includes('workerd') || group !== server.child.pid) continue;
      kilobytes += Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
    } catch {
      // It has ended meanwhile.
    }
  }
  return kilobytes / 1024;
}
