import type { Peer, PeerServer } from '../peer.ts';
import { bigDocument } from './big-document.ts';
import { fanout } from './fanout.ts';
import type { Outcome } from './outcome.ts';
import { replay } from './replay.ts';
import { saturate } from './saturate.ts';
import { together } from './together.ts';
import { typing } from './typing.ts';

/** What editors can do; none knows any peer. */
export const WORKLOADS = { typing, saturate, replay, together, fanout, bigDocument };

/** The name of a workload. */
export type WorkloadName = keyof typeof WORKLOADS;

/** The settings of any workload; plan.ts has those that are run. */
export type Settings = Parameters<(typeof WORKLOADS)[WorkloadName]>[2];

/** One run of a workload: what the load's process is given. */
export interface Job {
  workload: WorkloadName;
  settings: Settings;
  /** The URL of the adapter. */
  adapter: string;
  server: PeerServer;
}

/** Runs a job on a server that is running. */
export async function runJob({ workload, settings, adapter, server }: Job): Promise<Outcome> {
  const peer = (await import(adapter)) as Peer;
  const run = WORKLOADS[workload] as (peer: Peer, server: PeerServer, settings: Settings) => Promise<Outcome>;
  return run(peer, server, settings);
}
