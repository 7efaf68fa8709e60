// npm run bench:recovery -- [--versions N] [--megabytes N] [--spacing N] [--rows N]: the duration of recoveries, on the
// whole local platform (wrangler dev: D1, R2, queues, the Document), over HTTP. A long and large document is put into
// the archive as reconciling would have done; then objects and the database are removed from the disk.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { getPlatformProxy } from 'wrangler';
import { Playback } from '../../src/content/playback.ts';
import { EMPTY_DOCUMENT } from '../../src/ot/last-newline.ts';
import type { Delta } from '../../src/ot/op.ts';
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
import { Random } from '../support/random.ts';
import { show } from './statistics.ts';

const { values } = parseArgs({
  options: {
    versions: { type: 'string', default: '300000' },
    megabytes: { type: 'string', default: '5' },
    /** Versions between two snapshots, as after thinning. */
    spacing: { type: 'string', default: '10000' },
    /** Rows of D1, most of them revisions. */
    rows: { type: 'string', default: '100000' },
  },
});
const VERSIONS = Number(values.versions);
const SPACING = Number(values.spacing);
const SEGMENT = 5_000;
const OP_UNITS = 500_000;
const ROOT = resolve(import.meta.dirname, '..', '..');

interface Bindings extends Record<string, unknown> {
  ARCHIVE: { put(key: string, body: string): Promise<unknown> };
  DB: { prepare(sql: string): Statement };
}

interface Statement {
  bind(...values: unknown[]): Statement;
  run(): Promise<unknown>;
}

const stateDir = mkdtempSync(join(tmpdir(), 'recovery-'));
const port = await freePort();
let server = launch(port, stateDir);
try {
  await server.ready;
  const account = await register();
  const { id } = await ask<{ id: string }>('POST', '/v1/docs', account.token, { title: 'Bench' });
  const admin = adminToken();
  await endGroup(server.child);
  const frames = long(account.id);
  await fill(id, account.id, frames);
  console.log('| what | s |\n| --- | ---: |');

  await restart('do');
  await timed('the object is lost: until its content is read', () =>
    ask('GET', `/v1/docs/${id}/content`, account.token),
  );
  await timed('its content is read again', () => ask('GET', `/v1/docs/${id}/content`, account.token));
  const path = `/v1/admin/docs/${id}`;
  const verify = () => ask<{ ok: boolean; version: number }>('GET', `${path}/verify`, admin);
  const sound = await timed('`verify`', verify);
  if (!sound.ok || sound.version !== VERSIONS) throw new Error(`not sound: ${JSON.stringify(sound)}`);
  await timed('`recover`, all that is archived', () => ask('POST', `${path}/recover`, admin, {}));

  const state = await timed(`backup of ${show(Number(values.rows))} rows`, async () => {
    for (;;) {
      const answer = await ask<{ state: string }>('POST', '/v1/admin/backups', admin);
      if (answer.state !== 'continues') return answer.state;
    }
  });
  if (state !== 'complete') throw new Error(`the backup is ${state}`);
  await restart('do', 'd1');
  await timed('D1 and every object are lost: until the restore is complete', () => restore(admin));
  const content = await timed('until the document is read', () =>
    ask<{ version: number }>('GET', `/v1/docs/${id}/content`, account.token),
  );
  if (content.version !== VERSIONS) throw new Error(`restored at version ${content.version}`);
  await timed('`recover` to the middle of its history', () =>
    ask('POST', `${path}/recover`, admin, { version: VERSIONS / 2 }),
  );
} finally {
  await endGroup(server.child);
  rmSync(stateDir, { recursive: true, force: true });
}

async function timed<T>(what: string, work: () => Promise<T>): Promise<T> {
  const start = performance.now();
  const result = await work();
  console.log(`| ${what} | ${show((performance.now() - start) / 1000, 1)} |`);
  return result;
}

/** Restarts the platform without the storage of these names: `do`, `d1`. */
async function restart(...lost: string[]): Promise<void> {
  if (server.child.exitCode === null && server.child.signalCode === null) await endGroup(server.child);
  for (const name of lost) rmSync(join(stateDir, 'v3', name), { recursive: true, force: true });
  if (lost.includes('do') && existsSync(join(stateDir, 'v3', 'do')))
    throw new Error('the objects are still there');
  server = launch(port, stateDir);
  await server.ready;
}

async function restore(admin: string): Promise<void> {
  const { items } = await ask<{ items: { date: string }[] }>('GET', '/v1/admin/backups', admin);
  for (let step: number | null = 0; step !== null; ) {
    const done: { next: number | null } = await ask('POST', '/v1/admin/restore', admin, {
      date: items[0]?.date,
      step,
    });
    step = done.next;
  }
}

/** A text of this many megabytes, and then an author who types here and there. */
function long(author: string): ArchivedFrame[] {
  const random = new Random(1);
  const frames: ArchivedFrame[] = [];
  let chain = GENESIS_HEX;
  let length = 1;
  const add = (delta: Delta) => {
    const version = frames.length + 1;
    const at = Date.UTC(2026, 0, 5) + version * 300;
    const authors = [author];
    const entries = [{ client: `${author.slice(0, 8)}-benchbench`, seq: version, delta }];
    const row = { first: version, last: version, at };
    chain = toHex(
      link(fromHex(chain), { ...row, authors: JSON.stringify(authors), entries: JSON.stringify(entries) }),
    );
    frames.push({ ...row, authors, chain, entries });
  };
  for (let units = Number(values.megabytes) * 1_000_000; units > 0; units -= OP_UNITS) {
    add([{ insert: 'It was a dark and stormy night.\n'.repeat(OP_UNITS / 32) }]);
    length += OP_UNITS;
  }
  for (let at = 0; frames.length < VERSIONS; at++) {
    if (at >= length - 2 || random.chance(0.02)) at = random.int(length - 2);
    if (random.chance(0.2)) {
      add([{ retain: at }, { delete: 1 }]);
      length--;
    } else {
      add([{ retain: at }, { insert: random.pick(['e', 't', 'a', ' ']) }]);
      length++;
    }
  }
  return frames;
}

/** Puts the log into the archive and the database, as reconciling would have done, and other users' rows. */
async function fill(docId: string, owner: string, frames: readonly ArchivedFrame[]): Promise<void> {
  const platform = await getPlatformProxy<Bindings>({
    configPath: join(ROOT, 'wrangler.toml'),
    persist: { path: join(stateDir, 'v3') },
    remoteBindings: false,
  });
  try {
    const { ARCHIVE, DB } = platform.env;
    let segments = 0;
    for (let i = 0; i < frames.length; ) {
      let end = i;
      for (let units = 0; end < frames.length && end - i < SEGMENT && units < 1_000_000; end++)
        units += JSON.stringify(frames[end]).length;
      const segment = makeSegment(docId, frames[i - 1]?.chain ?? GENESIS_HEX, frames.slice(i, end));
      await ARCHIVE.put(segmentKey(docId, segment.from, segment.to), JSON.stringify(segment));
      segments++;
      i = end;
    }
    const playback = new Playback(0, EMPTY_DOCUMENT);
    let snapshots = 0;
    let size = 0;
    for (const frame of frames) {
      playback.play(frame, frame.last);
      // The newest ones are close together, as for a document in use.
      if (frame.last % (frame.last > VERSIONS - SPACING ? 1_000 : SPACING) !== 0) continue;
      const body = JSON.stringify({ version: frame.last, ops: playback.text });
      size = body.length;
      await ARCHIVE.put(snapshotKey(docId, frame.last), body);
      await DB.prepare('INSERT INTO snapshots (doc_id, version, size, at, created_at) VALUES (?, ?, ?, ?, ?)')
        .bind(docId, frame.last, size, frame.at, frame.at)
        .run();
      snapshots++;
    }
    await DB.prepare(
      `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?2)
       INSERT INTO revisions SELECT printf('elsewhere-%012d', i / 50), i, i + 1, json_array(?1), i, i, 10, 1 FROM n`,
    )
      .bind(owner, Number(values.rows))
      .run();
    const last = frames[frames.length - 1] as ArchivedFrame;
    await DB.prepare(
      'UPDATE documents SET version = ?1, reconciled_version = ?1, reconciled_chain = ?2, snapshot_version = ?1 WHERE id = ?3',
    )
      .bind(last.last, last.chain, docId)
      .run();
    console.log(
      `${show(last.last)} versions in ${show(segments)} segments, ${show(snapshots)} snapshots, the text ${show(size / 1e6, 1)} MB\n`,
    );
  } finally {
    await platform.dispose();
  }
}

async function register(): Promise<{ id: string; token: string }> {
  const answer = await ask<{ user: { id: string }; accessToken: string }>('POST', '/v1/auth/register', null, {
    email: `bench-${Date.now()}@example.com`,
    password: 'a long and unusual password 47',
    name: 'Bench',
    tokenDelivery: 'body',
  });
  return { id: answer.user.id, token: answer.accessToken };
}

async function ask<T>(method: string, path: string, token: string | null, body?: unknown): Promise<T> {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, {
    method,
    headers: {
      ...(body !== undefined && { 'Content-Type': 'application/json' }),
      ...(token !== null && { Authorization: `Bearer ${token}` }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text.slice(0, 300)}`);
  return JSON.parse(text) as T;
}

function adminToken(): string {
  const token = /^ADMIN_TOKEN='(.+)'$/m.exec(readFileSync(join(ROOT, '.dev.vars'), 'utf8'))?.[1];
  if (token === undefined) throw new Error('.dev.vars has no ADMIN_TOKEN');
  return token;
}
