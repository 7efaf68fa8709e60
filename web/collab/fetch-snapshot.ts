import { type Snapshot, SnapshotParser } from './snapshot-parser.ts';

interface SnapshotResponse {
  ok: boolean;
  status: number;
  body: {
    getReader(): { read(): Promise<{ done: boolean; value?: Uint8Array }> };
  } | null;
}

declare function fetch(url: string): Promise<SnapshotResponse>;

/**
 * Fetches a snapshot by its URL and parses it while it arrives; `arrived` gets the length of each piece in bytes.
 * Rejects on a refusal, when the connection breaks, and when the snapshot is incomplete.
 */
export async function fetchSnapshot(
  url: string,
  arrived: (bytes: number) => void = () => {},
): Promise<Snapshot> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`the snapshot answers ${response.status}`);
  const reader = response.body?.getReader();
  const parser = new SnapshotParser();
  for (let piece = await reader?.read(); piece?.value !== undefined; piece = await reader?.read()) {
    arrived(piece.value.length);
    parser.take(piece.value);
  }
  return parser.finish();
}
