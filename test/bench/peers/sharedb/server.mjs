// A stock ShareDB server: memory database, the rich-text type, one JSON message in each WebSocket frame.
import { createServer } from 'node:http';
import { Duplex } from 'node:stream';
import richText from 'rich-text';
import ShareDB from 'sharedb';
import { WebSocketServer } from 'ws';

const port = Number(process.argv[2]);
ShareDB.types.register(richText.type);
const db = new ShareDB.MemoryDB();
const backend = new ShareDB({ db });

class SocketStream extends Duplex {
  #socket;

  constructor(socket) {
    super({ objectMode: true });
    this.#socket = socket;
    socket.on('message', (message) => this.push(JSON.parse(message.toString())));
    socket.on('close', () => {
      this.push(null);
      this.destroy();
    });
    socket.on('error', () => socket.terminate());
  }

  _read() {}

  _write(message, _encoding, done) {
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.send(JSON.stringify(message));
    done();
  }
}

const server = createServer((request, response) => {
  const id = request.url.split('/')[2];
  const log = (db.ops.docs?.[id] ?? []).reduce((bytes, op) => bytes + JSON.stringify(op).length, 0);
  const snapshot = db.docs.docs?.[id];
  response.end(JSON.stringify({ log, doc: snapshot ? JSON.stringify(snapshot.data).length : 0 }));
});
new WebSocketServer({ server }).on('connection', (socket) => backend.listen(new SocketStream(socket)));
server.listen(port, '127.0.0.1');
