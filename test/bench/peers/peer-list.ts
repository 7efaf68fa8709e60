import { NEWEST_WIRE, WIRES } from './ours/wire.ts';
import type { PeerOptions } from './peer.ts';

/** A column of the comparison: an adapter, with options. */
export interface ListedPeer {
  /** The URL of the adapter: the load's process imports it too. */
  adapter: string;
  options: PeerOptions;
}

/** The checkouts to compare; `before` is another one of ours, if there is one. */
export interface Checkouts {
  ours: string;
  before: string | null;
}

/** Every peer by name, in the order in which they take turns. */
export function listPeers({ ours, before }: Checkouts): Map<string, ListedPeer> {
  const rawObject = (options: PeerOptions) => listed('raw-do/adapter.ts', options);
  const own = (checkout: string, wire: string) => listed('ours/adapter.ts', { checkout, wire });
  const peers: [name: string, peer: ListedPeer][] = [
    ['raw-do', rawObject({ sql: true, gatherMs: 0 })],
    ['raw-do-disk', rawObject({ sql: true, gatherMs: 0, disk: true })],
    ['raw-do-nosql', rawObject({ sql: false, gatherMs: 0 })],
    ['raw-do-batch-1ms', rawObject({ sql: true, gatherMs: 1 })],
    ['raw-do-batch', rawObject({ sql: true, gatherMs: 10 })],
    ['raw-do-batch-nosql', rawObject({ sql: false, gatherMs: 10 })],
    ['raw-do-six-nosql', rawObject({ sql: false, gatherMs: 10, gatherAtMost: 6 })],
    ['sharedb', listed('sharedb/adapter.mjs')],
    ['hocuspocus', listed('hocuspocus/adapter.mjs')],
    ['y-partyserver', listed('y-partyserver/adapter.mjs')],
    ['ours', own(ours, NEWEST_WIRE)],
  ];
  for (const wire of Object.keys(WIRES))
    if (wire !== NEWEST_WIRE) peers.push([`ours-${wire}`, own(ours, wire)]);
  if (before !== null) {
    // It offers the newest form; a server that does not know that is spoken to in the long one.
    peers.push(['ours-before', own(before, NEWEST_WIRE)]);
    for (const wire of Object.keys(WIRES)) peers.push([`ours-before-${wire}`, own(before, wire)]);
  }
  return new Map(peers);
}

function listed(adapter: string, options: PeerOptions = {}): ListedPeer {
  return { adapter: new URL(adapter, import.meta.url).href, options };
}
