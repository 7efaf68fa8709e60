// Stock Hocuspocus with its defaults, and no extension for persistence.
import { createServer } from 'node:http';
import { Server } from '@hocuspocus/server';
import { encodeStateAsUpdate } from 'yjs';

const port = Number(process.argv[2]);
const server = new Server({ address: '127.0.0.1', port, quiet: true });
await server.listen();
createServer((request, response) => {
  const document = server.hocuspocus.documents.get(request.url.split('/')[2]);
  response.end(JSON.stringify({ log: 0, doc: document ? encodeStateAsUpdate(document).length : 0 }));
}).listen(port + 1, '127.0.0.1');
