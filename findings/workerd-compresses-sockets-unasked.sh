#!/usr/bin/env bash
# workerd 1.20261023.1, compatibility date 2026-10-23: a socket whose client offers permessage-deflate, as every browser
# does, is compressed although neither the Worker nor the Durable Object says so: the runtime puts the extension into the
# answer of an upgrade that has no Sec-WebSocket-Extensions. It costs the process about 0.22 MiB a socket, idle or not,
# two and a half times what the socket costs without. An empty header does not decline it; the name of an extension that
# does not exist does, and is not sent to the client.
#
# Why it surprises: nothing in the code of a Worker mentions compression, and a load test whose clients do not offer it
# (the option is off in many of them, for speed) measures a server that no browser meets.
#
# Seen with workerd 1.20261023.1, ws 8.23.0, Node 24, on 2026-11-30, 300 sockets each:
#   no header                                offered: permessage-deflate, 316 KiB a socket; not offered: 91 KiB
#   Sec-WebSocket-Extensions:                offered: permessage-deflate, 317 KiB a socket
#   Sec-WebSocket-Extensions: none           offered: no extension, 92 KiB a socket
# Needs Linux, for /proc. Exits 1 when that changes.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund workerd@1.20261023.1 ws@8.23.0
cat > worker.js <<'JS'
import { DurableObject } from 'cloudflare:workers';
export class Room extends DurableObject {
  fetch(request) {
    const [client, server] = Object.values(new WebSocketPair());
    this.ctx.acceptWebSocket(server);
    const named = new URL(request.url).searchParams.get('extensions');
    const headers = named === null ? {} : { 'Sec-WebSocket-Extensions': named };
    return new Response(null, { status: 101, webSocket: client, headers });
  }
  webSocketMessage(socket, message) {
    socket.send(message);
  }
}
export default {
  fetch(request, env) {
    return env.ROOM.getByName('one').fetch(request);
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
import { readdirSync, readFileSync } from 'node:fs';
import { WebSocket } from 'ws';

const SOCKETS = 300;
// The binary itself: the wrapper in workerd/bin would be measured in its place.
const scope = 'node_modules/@cloudflare';
const binary = `${scope}/${readdirSync(scope).find((name) => name.startsWith('workerd-'))}/bin/workerd`;

async function measure(path, offers) {
  const child = spawn(binary, ['serve', 'config.capnp', '--control-fd=3'], {
    stdio: ['ignore', 'inherit', 'inherit', 'pipe'],
  });
  try {
    const port = await new Promise((resolve) => {
      child.stdio[3].on('data', (text) => {
        const found = /"port":(\d+)/.exec(text);
        if (found) resolve(found[1]);
      });
    });
    const resident = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`))[1]);
    const open = async () => {
      const socket = new WebSocket(`ws://127.0.0.1:${port}/${path}`, { perMessageDeflate: offers ? {} : false });
      await new Promise((resolve, reject) => socket.on('open', resolve).on('error', reject));
      socket.send('a message, so that both directions were used');
      await new Promise((resolve) => socket.once('message', resolve));
      return socket;
    };
    const { extensions } = await open();
    for (let i = 0; i < 20; i++) await open();
    const before = resident();
    for (let i = 0; i < SOCKETS; i++) await open();
    return { extensions, kibibytes: Math.round((resident() - before) / SOCKETS) };
  } finally {
    child.kill();
  }
}

const plain = await measure('', false);
const offered = await measure('', true);
const empty = await measure('?extensions=', true);
const none = await measure('?extensions=none', true);
console.log({ plain, offered, empty, none });
const isAsSeen =
  plain.extensions === '' &&
  offered.extensions === 'permessage-deflate' &&
  empty.extensions === 'permessage-deflate' &&
  none.extensions === '' &&
  offered.kibibytes - plain.kibibytes > 100 &&
  none.kibibytes - plain.kibibytes < 50;
process.exit(isAsSeen ? 0 : 1);
JS
node try.mjs
