import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join as path } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  bundleDocument,
  prepareDocument,
  ROOT,
  serveArguments,
  workerdBinary,
} from '../../document-worker.ts';
import { askServer } from '../ask-server.ts';
import { PEERS_FOLDER } from '../installed.ts';
import type { Change, Content, Joined, LibraryEditor, Peer, PeerOptions, PeerServer } from '../peer.ts';
import { type Library, type LibraryPerson, libraryPerson } from './library-person.ts';
import { OurEditor } from './our-editor.ts';
import { readStored } from './stored.ts';

// By checkout, for all runs.
const bundles = new Map<string, string>();

/**
 * The benchmark's Worker of a checkout, with the configuration of `npm run bench`, but on the workerd that the other
 * Durable Objects run on too.
 */
export const command: Peer['command'] = ({ port, folder, options }) => {
  cpSync(bundleOf(checkoutOf(options)), folder, { recursive: true });
  prepareDocument(folder, port);
  return [workerdBinary(PEERS_FOLDER), ...serveArguments(folder)];
};

function bundleOf(checkout: string): string {
  const known = bundles.get(checkout);
  if (known !== undefined) return known;
  const folder = mkdtempSync(path(tmpdir(), 'collab-bench-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  bundleDocument(folder, checkout);
  bundles.set(checkout, folder);
  return folder;
}

function checkoutOf({ checkout }: PeerOptions): string {
  return checkout ?? ROOT;
}

async function libraryOf({ options }: PeerServer): Promise<Library> {
  const of = (file: string) =>
    import(pathToFileURL(path(checkoutOf(options), 'web', 'collab', file)).href) as Promise<Library>;
  const [{ DocumentClient }, { fetchSnapshot }] = [
    await of('document-client.ts'),
    await of('fetch-snapshot.ts'),
  ];
  return { DocumentClient, fetchSnapshot };
}

export async function seed(server: PeerServer, content: Content): Promise<void> {
  const answer = await askServer<{ ok: boolean }>(server.port, `/document/${server.document}/create`, {
    method: 'POST',
    body: JSON.stringify(content),
  });
  if (!answer.ok) throw new Error(`ours: not created: ${JSON.stringify(answer)}`);
}

export const connect: Peer['connect'] = (server, place) => OurEditor.open(server, place);

export async function join(server: PeerServer): Promise<Joined> {
  const library = await libraryOf(server);
  const start = performance.now();
  const person = await libraryPerson(server, library, () => {});
  const ops = person.client.contents();
  const ms = performance.now() - start;
  const bytes = person.bytesIn;
  const { head } = readStored(server.folder);
  if (head !== person.client.version)
    throw new Error(`ours: the log ends at ${head}, the client has ${person.client.version}`);
  const text = ops.map((op) => ('insert' in op ? op.insert : '')).join('');
  return { ms, bytes, text, close: () => person.close() };
}

export async function open(server: PeerServer): Promise<LibraryEditor> {
  let remote: (change: Change) => void = () => {};
  const person: LibraryPerson = await libraryPerson(server, await libraryOf(server), (change) =>
    remote(change),
  );
  return {
    apply: (change) => person.client.edit(change as Parameters<typeof person.client.edit>[0]),
    onRemote: (listener) => {
      remote = listener;
    },
    pending: () => person.client.status.state !== 'saved',
    get bytesIn() {
      return person.bytesIn;
    },
    get bytesOut() {
      return person.bytesOut;
    },
    close: () => person.close(),
  };
}

export const stored: Peer['stored'] = async ({ folder }) => readStored(folder);
