// npm run bench:reconcile -- [--seconds N] [--writers N] [--rate N] [--port <of a running app>]: the lag of the archive
// behind writers, on the whole local platform (wrangler dev: D1, R2 and queues), and the cost of reconciling.
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { startApp } from '../support/app.ts';
import { type Door, LightWriter } from './light-writer.ts';
import { percentile } from './statistics.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '30' },
    writers: { type: 'string', default: '10' },
    rate: { type: 'string', default: '1000' },
    port: { type: 'string' },
  },
});
const ROOM = 1_000;
const SETTLE_MS = 60_000;

const app =
  values.port === undefined ? await startApp() : { port: Number(values.port), stop: async () => {} };
try {
  await measure(app.port, Number(values.writers), Number(values.rate), Number(values.seconds));
} finally {
  await app.stop();
}

async function measure(port: number, count: number, rate: number, seconds: number): Promise<void> {
  const { door, token } = await openDocument(port);
  const reader = new LightWriter(door);
  await reader.join();
  const writers = Array.from({ length: count }, () => new LightWriter(door));
  for (const writer of writers) await writer.join();

  const committed: { to: number; at: number }[] = [];
  const lags: number[] = [];
  let next = 0;
  reader.heard = (_ops, at) => {
    const to = reader.version;
    committed.push({ to, at });
  };
  reader.synced = (version) => {
    const now = performance.now();
    for (let frame = committed[next]; frame !== undefined && frame.to <= version; frame = committed[++next]) {
      lags.push(now - frame.at);
    }
  };

  const before = await counters(port);
  const start = performance.now();
  let sent = 0;
  for (let now = start; now < start + seconds * 1000; now = performance.now()) {
    const due = ((now - start) / 1000) * rate;
    for (let tried = 0; sent < due && tried < count; tried++) {
      const writer = writers[(sent + tried) % count] as LightWriter;
      if (writer.inflight) continue;
      writer.insert(1 + Math.floor(Math.random() * (ROOM - 2)));
      sent++;
    }
    await sleep(1);
  }
  const ended = performance.now();
  while (writers.some(({ inflight }) => inflight) || lags.length < committed.length) {
    if (reader.closedWith !== null) throw new Error(`the reader was closed with ${reader.closedWith}`);
    if (performance.now() > ended + SETTLE_MS)
      throw new Error(`${committed.length - lags.length} frames of ${committed.length} were never archived`);
    await sleep(20);
  }
  const after = await counters(port);
  for (const client of [reader, ...writers]) client.drop();

  const row = (name: string, value: number | string) => console.log(`| ${name} | ${value} |`);
  console.log('| reconciliation | |\n| --- | ---: |');
  row('edits', sent);
  row('edits/s', Math.round((sent / (ended - start)) * 1000));
  row('frames', committed.length);
  row('lag p50, from committed to archived, ms', Math.round(percentile(lags, 0.5)));
  row('lag p99, ms', Math.round(percentile(lags, 0.99)));
  row('caught up after the last edit, ms', Math.round(Math.max(...lags.slice(-1))));
  for (const [series, value] of after) {
    const grown = value - (before.get(series) ?? 0);
    if (grown > 0 && /archive|queue/.test(series))
      row(`${series} per 1,000 edits`, ((grown / sent) * 1000).toFixed(2));
  }
  const verified = await fetch(`http://127.0.0.1:${port}/v1/docs/${door.path.split('/').pop()}`, {
    headers: { Authorization: `Bearer ${token}` },
  });
  const { version } = (await verified.json()) as { version: number };
  if (version !== reader.version)
    throw new Error(`D1 says version ${version}, the document ${reader.version}`);
}

async function openDocument(port: number): Promise<{ door: Door; token: string }> {
  const post = async (path: string, body: unknown, token?: string): Promise<unknown> => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response.json();
  };
  const account = {
    email: `bench-${Date.now()}@example.com`,
    password: 'a long and unusual password 47',
    name: 'Bench',
    tokenDelivery: 'body',
  };
  const { user, accessToken } = (await post('/v1/auth/register', account)) as {
    user: { id: string };
    accessToken: string;
  };
  const content = { delta: [{ insert: `${'a'.repeat(ROOM)}\n` }] };
  const { id } = (await post('/v1/docs', { title: 'Bench', content }, accessToken)) as { id: string };
  const door: Door = {
    kind: 'document',
    port,
    path: `/v1/collab/${id}`,
    user: user.id,
    protocols: [`bearer.${accessToken}`],
  };
  return { door, token: accessToken };
}

/** Every series of /metrics. */
async function counters(port: number): Promise<Map<string, number>> {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  const series = text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line): [string, number] => {
      const at = line.lastIndexOf(' ');
      return [line.slice(0, at), Number(line.slice(at + 1))];
    });
  return new Map(series);
}
