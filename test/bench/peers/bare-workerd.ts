import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { workerdBinary } from '../document-worker.ts';
import { PEERS_FOLDER, requireInstalled } from './installed.ts';

/** A Durable Object to serve: the Worker's file, the class, and its variables. */
export interface ServedObject {
  entry: string;
  className: string;
  port: number;
  folder: string;
  variables?: object;
}

interface Esbuild {
  build(options: object): Promise<unknown>;
}

/** Bundles a Worker with one class of objects, and returns the command that serves it on bare workerd. */
export async function serveObject(object: ServedObject): Promise<string[]> {
  const { entry, folder } = object;
  mkdirSync(join(folder, 'storage'));
  await requireInstalled<Esbuild>('esbuild').build({
    entryPoints: [entry],
    outfile: join(folder, 'worker.mjs'),
    bundle: true,
    format: 'esm',
    target: 'es2022',
    external: ['cloudflare:*', 'node:*'],
    conditions: ['workerd', 'worker', 'browser'],
    logLevel: 'error',
  });
  const path = join(folder, 'config.capnp');
  writeFileSync(path, config(object));
  return [workerdBinary(PEERS_FOLDER), 'serve', path];
}

// JSON is also how a text is written here.
function config({ className, port, folder, variables = {} }: ServedObject): string {
  return `using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "main", worker = .main),
    (name = "storage", disk = (path = "${join(folder, 'storage')}", writable = true)),
  ],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")],
);

const main :Workerd.Worker = (
  modules = [(name = "worker.mjs", esModule = embed "worker.mjs")],
  compatibilityDate = "2026-01-01",
  compatibilityFlags = ["nodejs_compat"],
  durableObjectNamespaces = [(className = "${className}", uniqueKey = "bench", enableSql = true)],
  durableObjectStorage = (localDisk = "storage"),
  bindings = [
    (name = "OBJECT", durableObjectNamespace = "${className}"),
    (name = "VARIABLES", json = ${JSON.stringify(JSON.stringify(variables))}),
  ],
);
`;
}
