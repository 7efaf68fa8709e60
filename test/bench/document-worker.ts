import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** This checkout. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Bundles the benchmark's Worker of a checkout as a deployment would, into `bundle` in the folder. It writes nothing into
 * the checkout: wrangler's own files are beside its configuration, which stands in the folder.
 */
export function bundleDocument(folder: string, checkout: string): void {
  const wrangler = join(ROOT, 'node_modules', 'wrangler', 'bin', 'wrangler.js');
  const worker = join(checkout, 'test', 'bench', 'worker');
  const toml = readFileSync(join(worker, 'wrangler.toml'), 'utf8');
  const configPath = join(folder, 'wrangler.toml');
  writeFileSync(configPath, toml.replace('"server.ts"', JSON.stringify(join(worker, 'server.ts'))));
  const args = [wrangler, 'deploy', '--dry-run', '--outdir', join(folder, 'bundle'), '--config', configPath];
  const env = { ...process.env, WRANGLER_SEND_METRICS: 'false', CI: '1' };
  execFileSync(process.execPath, args, { env, stdio: ['ignore', 'ignore', 'inherit'] });
}

/** Writes everything beside the bundle that `serveArguments` needs, with empty storage. */
export function prepareDocument(folder: string, port: number): void {
  mkdirSync(join(folder, 'storage'));
  writeFileSync(join(folder, 'config.capnp'), config(port));
  writeFileSync(join(folder, 'queue.js'), QUEUE);
}

/** The arguments with which workerd serves a prepared folder. */
export function serveArguments(folder: string): string[] {
  return ['serve', '--experimental', join(folder, 'config.capnp')];
}

/** The workerd that is installed in a folder. */
export function workerdBinary(folder: string): string {
  // The wrapper in workerd/bin is a Node script: the server would be its child, and we would measure the wrapper's CPU.
  const scope = join(folder, 'node_modules', '@cloudflare');
  const name = readdirSync(scope).find((entry) => entry.startsWith('workerd-'));
  if (name === undefined) return join(folder, 'node_modules', 'workerd', 'bin', 'workerd');
  return join(scope, name, 'bin', 'workerd');
}

// A queue that accepts every message and delivers none. It must read what it is sent, or sending never ends.
const QUEUE = `const metrics = { backlogCount: 0, backlogBytes: 0, oldestMessageTimestamp: 0 };
export default {
  async fetch(request) {
    await request.arrayBuffer();
    return Response.json({ metadata: { metrics } });
  },
};
`;

function config(port: number): string {
  return `using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  # As much as an isolate has on the platform; without a bound V8 lets garbage lie.
  v8Flags = ["--max-heap-size=128"],
  services = [
    (name = "main", worker = .main),
    (name = "queue", worker = .queue),
    (name = "storage", disk = (path = "storage", writable = true)),
  ],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")],
);

const main :Workerd.Worker = (
  modules = [(name = "server.js", esModule = embed "bundle/server.js")],
  compatibilityDate = "2026-10-23",
  durableObjectNamespaces = [
    (className = "Document", uniqueKey = "document", enableSql = true),
    (className = "BareObject", uniqueKey = "bare", enableSql = true),
    (className = "Relay", uniqueKey = "relay", enableSql = true),
    (className = "UserChannel", uniqueKey = "user-channel", enableSql = true),
  ],
  durableObjectStorage = (localDisk = "storage"),
  bindings = [
    (name = "DOCUMENT", durableObjectNamespace = "Document"),
    (name = "BARE", durableObjectNamespace = "BareObject"),
    (name = "RELAY", durableObjectNamespace = "Relay"),
    (name = "USER_CHANNEL", durableObjectNamespace = "UserChannel"),
    (name = "DOCUMENT_CHANGES", queue = "queue"),
    (name = "DOCUMENT_SNAPSHOTS", queue = "queue"),
    (name = "URL_SIGNING_KEY", text = "a key for the benchmark alone"),
    (name = "ACCESS_TOKEN_KEYS", text = "[]"),
    (name = "LIMITS", text = ""),
  ],
);

const queue :Workerd.Worker = (
  modules = [(name = "queue.js", esModule = embed "queue.js")],
  compatibilityDate = "2026-10-23",
);
`;
}
