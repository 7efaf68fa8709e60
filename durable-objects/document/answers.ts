import { fail, ok, type Result } from '../../src/base/result.ts';
import { toHex } from '../../src/platform/archive/segment.ts';
import { frameStream } from './archive/frame-stream.ts';
import type { Core } from './core.ts';
import type { DocumentStatus, LogEntry, PresentUser } from './rpc.ts';

// What the Worker may read of a Document (DocumentRpc). What is open in the sequencer has been committed before.

/** The newest version, its time and length. */
export function head(core: Core): Result<{ version: number; updatedAt: string; length: number }, never> {
  const { version } = core.log;
  return ok({ version, updatedAt: timeOf(core, version), length: core.sequencer.length });
}

/** The text at `version`, null for the newest. */
export function read(
  core: Core,
  version: number | null,
): Result<{ version: number; ops: string; at: string }, 'unknown_version' | 'pruned'> {
  const at = version ?? core.log.version;
  if (at > core.log.version || at < 0) return fail('unknown_version', `there is no version ${at}`);
  const ops = core.text.jsonAt(at);
  return ops === null ? pruned(core) : ok({ version: at, ops, at: timeOf(core, at) });
}

/** At most `limit` operations after `from`. */
export function log(
  core: Core,
  from: number,
  limit: number,
): Result<{ entries: LogEntry[]; head: number }, 'pruned'> {
  if (from < core.log.from) return pruned(core);
  return ok({ entries: core.log.list(from, limit), head: core.log.version });
}

/** The log after `from` as lines of JSON. */
export function frames(core: Core, from: number): Result<ReadableStream<Uint8Array>, 'pruned'> {
  return from < core.log.from ? pruned(core) : ok(frameStream(core.log, from, core.log.version));
}

/** Who is here. */
export function presence({ collaboration, sequencer }: Core): PresentUser[] {
  const { version } = sequencer;
  const { roster } = collaboration.presence.roster('', version);
  return roster.map((entry) => ({ ...entry, version }));
}

/** How far the log, the archive and the checkpoints are. */
export function status(core: Core): Result<DocumentStatus, never> {
  const { log, meta, sequencer, checkpoints, connections } = core;
  return ok({
    version: log.version,
    chain: toHex(log.chain),
    keptFrom: log.from,
    reconciledVersion: meta.get('reconciledVersion', 0),
    checkpointVersion: checkpoints.latest.version,
    snapshotVersion: meta.get('snapshotVersion', 0),
    size: sequencer.size.bytes,
    length: sequencer.length,
    sockets: connections.size,
    divergence: meta.get('divergence', null),
  });
}

function timeOf({ log, meta }: Core, version: number): string {
  return new Date(log.timeOf(version) ?? meta.get('createdAt', 0)).toISOString();
}

function pruned({ log }: Core): ReturnType<typeof fail<'pruned'>> {
  return fail('pruned', `what is kept begins after version ${log.from}`);
}
