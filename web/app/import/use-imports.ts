import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { type ImportedFile, importFile } from '../../api/files.ts';
import { ApiProblem } from '../../api/problem.ts';
import type { Source } from './gather.ts';
import { type Parcel, pack, type Refusal } from './parcels.ts';
import { NOTHING, resultOf, sendParcels } from './send-parcels.ts';

/** One file or folder, and how far its import is. */
export interface ImportRow {
  id: number;
  name: string;
  state: 'waiting' | 'reading' | 'sending' | 'done' | 'failed' | 'stopped';
  /** Its parcels that were sent, of all. */
  sent: number;
  all: number;
  /** What the server made of it, so far. */
  result: ImportedFile;
  /** Why it failed: a refusal of this browser, or an error. */
  why: Refusal | unknown;
}

// The server reads one file at a time, and may be restarted meanwhile.
const TRIES = 8;
const AGAIN_MS = 2_000;

/** The imports of this dialog, one after another. Those that are not done end with it. */
export function useImports() {
  const queries = useQueryClient();
  const [rows, setRows] = useState<readonly ImportRow[]>([]);
  const waiting = useRef<{ id: number; source: Source }[]>([]);
  const running = useRef<AbortController | null>(null);
  const lastId = useRef(0);
  useEffect(() => () => running.current?.abort(), []);

  const change = (id: number, what: Partial<ImportRow>) =>
    setRows((all) => all.map((row) => (row.id === id ? { ...row, ...what } : row)));

  async function importOne(id: number, source: Source, signal: AbortSignal): Promise<void> {
    change(id, { state: 'reading' });
    const packed = await pack(source);
    signal.throwIfAborted();
    if ('refusal' in packed) return change(id, { state: 'failed', why: packed.refusal });
    const { parcels } = packed;
    const { result, why } = await sendParcels(parcels, resultOf(packed), {
      send: async (parcel) => {
        const sent = await send(parcel, signal);
        void queries.invalidateQueries({ queryKey: ['documents'] });
        return sent;
      },
      tell: (sent, result) => change(id, { state: 'sending', sent, all: parcels.length, result }),
    });
    if (why !== null && signal.aborted) throw why;
    const over =
      why === null ? ({ state: 'done', sent: parcels.length } as const) : ({ state: 'failed', why } as const);
    change(id, { ...over, all: parcels.length, result });
  }

  async function run(): Promise<void> {
    const stop = new AbortController();
    running.current = stop;
    for (let next = waiting.current.shift(); next !== undefined; next = waiting.current.shift()) {
      const { id, source } = next;
      try {
        await importOne(id, source, stop.signal);
      } catch (why) {
        change(id, stop.signal.aborted ? { state: 'stopped' } : { state: 'failed', why });
      }
    }
    if (running.current === stop) running.current = null;
  }

  return {
    rows,
    isBusy: rows.some(({ state }) => state === 'waiting' || state === 'reading' || state === 'sending'),
    add(sources: readonly Source[]) {
      const added = sources.map((source) => ({ id: ++lastId.current, source }));
      setRows((all) => [...all, ...added.map(({ id, source }) => newRow(id, source.name))]);
      waiting.current.push(...added);
      if (running.current === null) void run();
    },
    /** Ends what runs and what waits. What was made stays. */
    stop() {
      const rest = new Set(waiting.current.splice(0).map(({ id }) => id));
      setRows((all) => all.map((row) => (rest.has(row.id) ? { ...row, state: 'stopped' } : row)));
      running.current?.abort();
      running.current = null;
    },
  };
}

function newRow(id: number, name: string): ImportRow {
  return { id, name, state: 'waiting', sent: 0, all: 1, result: NOTHING, why: null };
}

// The key makes it one import, also when an answer is lost on the way.
async function send({ name, content }: Parcel, signal: AbortSignal): Promise<ImportedFile> {
  const key = crypto.randomUUID();
  for (let tries = 1; ; tries++) {
    try {
      return await importFile({ name, content }, { key, signal });
    } catch (error) {
      if (tries === TRIES || !isPassing(error) || signal.aborted) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    signal.throwIfAborted();
  }
}

function isPassing(error: unknown): boolean {
  if (!(error instanceof ApiProblem)) return false;
  return error.status >= 500 || ['rate_limited', 'request_in_progress'].includes(error.code);
}
