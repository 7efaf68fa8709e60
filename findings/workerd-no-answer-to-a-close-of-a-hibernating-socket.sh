#!/usr/bin/env bash
# workerd 1.20261023.1, compatibility date 2026-10-23: the runtime answers a client's close frame by itself only on sockets
# that were taken with `accept()`. On a socket of a Durable Object that was taken with `acceptWebSocket()`, so that it may
# hibernate, nothing answers unless `webSocketClose` calls `close()`: the handler runs, other work goes on, and the client
# waits in the state CLOSING until its own patience ends, and then sees 1006.
#
# Why it surprises: since the date 2026-04-07 (`web_socket_auto_reply_to_close`) sockets are said to be answered without
# any code, and both kinds are the same class.
#
# Seen with workerd 1.20261023.1, ws 8.23.0, Node 20 and 24, on 2026-11-30:
#   accept():          answered with 1000
#   acceptWebSocket(): no answer within 3 s
# Exits 1 when that changes.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund workerd@1.20261023.1 ws@8.23.0
cat > worker.js <<'JS'
import { DurableObject } from 'cloudflare:workers';
export class Room extends DurableObject {
  fetch() {
    const [client, server] = Object.values(new WebSocketPair());
    this.ctx.acceptWebSocket(server);
    return new Response(null, { status: 101, webSocket: client });
  }
  webSocketClose() {}
}
export default {
  fetch(request, env) {
    if (request.url.endsWith('/room')) return env.ROOM.getByName('one').fetch(request);
    const [client, server] = Object.values(new WebSocketPair());
    server.accept();
    return new Response(null, { status: 101, webSocket: client });
  },
};
JS
cat > config.capnp <<'CAPNP'
using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = .main)],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);
const main :Workerd.Worker = (
  modules = [(name = "worker.js", esModule = embed "worker.js")],
  compatibilityDate = "2026-10-23",
  durableObjectNamespaces = [(className = "Room", uniqueKey = "room", enableSql = true)],
  durableObjectStorage = (inMemory = void),
  bindings = [(name = "ROOM", durableObjectNamespace = "Room")],
);
CAPNP
cat > try.mjs <<'JS'
import { spawn } from 'node:child_process';
import { WebSocket } from 'ws';
const child = spawn('node_modules/.bin/workerd', ['serve', 'config.capnp', '--control-fd=3'], {
  stdio: ['ignore', 'inherit', 'inherit', 'pipe'],
  detached: true,
});
const port = await new Promise((resolve) => {
  child.stdio[3].on('data', (text) => {
    const found = /"port":(\d+)/.exec(String(text));
    if (found) resolve(found[1]);
  });
});
const answer = (path) =>
  new Promise((resolve) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`);
    socket.on('open', () => {
      socket.close(1000);
      setTimeout(() => resolve(null), 3_000);
    });
    socket.on('close', (code) => resolve(code));
  });
const [plain, sleepy] = [await answer('/plain'), await answer('/room')];
const say = (code) => (code === null ? 'no answer within 3 s' : `answered with ${code}`);
console.log(`accept():          ${say(plain)}`);
console.log(`acceptWebSocket(): ${say(sleepy)}`);
process.kill(-child.pid, 'SIGKILL');
process.exit(plain === 1000 && sleepy === null ? 0 : 1);
JS
node try.mjs
