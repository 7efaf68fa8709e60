import { type Author, getAttribution, getOperations, getVersion } from '../../api/history.ts';
import type { HistorySource, Load, LoggedOp } from '../../collab/index.ts';
import { markAuthors, markInsertions } from './marked-text.ts';

// Makers of versions whose operation is not loaded: enough for nearby versions.
const MAKERS = 100;

/** When a version was committed, and by whom; null when unknown. */
export interface Maker {
  at: string;
  author: string | null;
  /** Of an accepted suggestion: who accepted it. */
  acceptedBy: string | null;
}

/** Reads a document's history from the API, and marks the authors of its text on demand. */
export class ApiHistory implements HistorySource {
  /** Whether all text is marked by author. */
  authors = false;
  private readonly docId: string;
  private readonly know: (authors: readonly Author[]) => void;
  private readonly ending = new AbortController();
  private readonly makers = new Map<number, Maker>();

  /** `know` receives the authors that a response contains. */
  constructor(docId: string, know: (authors: readonly Author[]) => void) {
    this.docId = docId;
    this.know = know;
  }

  /** The maker of a version, as far as its text includes it. */
  makerOf(version: number): Maker | null {
    return this.makers.get(version) ?? null;
  }

  /** Fetches the maker of a version. */
  async askMaker(version: number): Promise<Maker | null> {
    const known = this.makers.get(version);
    if (known?.author != null || version === 0) return known ?? null;
    const [op] = await getOperations(this.docId, version - 1, 1, this.ending.signal);
    if (op === undefined) return known ?? null;
    const maker = { at: op.at, author: op.userId, acceptedBy: op.acceptedBy ?? null };
    this.note(version, maker);
    return maker;
  }

  /** Cancels all requests. */
  end(): void {
    this.ending.abort();
  }

  document(version: number, settled: boolean) {
    return abortable(async (signal) => {
      // For a version shown in passing, its authors are not worth the wait.
      const attribution =
        this.authors && settled ? getAttribution(this.docId, version, signal) : Promise.resolve(null);
      const [past, written] = await Promise.all([getVersion(this.docId, version, signal), attribution]);
      this.note(version, { author: null, acceptedBy: null, ...this.makers.get(version), at: past.at });
      if (written === null) return past.ops;
      this.know(written.authors);
      const runs = written.runs.map((run) => ({
        length: 'text' in run ? run.text.length : 1,
        author: run.author,
        ...(run.acceptedBy !== undefined && { acceptedBy: run.acceptedBy }),
      }));
      return markAuthors(past.ops, runs);
    });
  }

  ops(from: number, limit: number): Load<LoggedOp[]> {
    return abortable(async (signal) => {
      const entries = await getOperations(this.docId, from, limit, signal);
      if (!this.authors) return entries;
      return entries.map((entry) => {
        const { userId: author, acceptedBy } = entry;
        const by = { author, ...(acceptedBy !== undefined && { acceptedBy }) };
        return { ...entry, delta: markInsertions(entry.delta, by) };
      });
    });
  }

  private note(version: number, maker: Maker): void {
    this.makers.set(version, maker);
    if (this.makers.size > MAKERS) this.makers.delete(this.makers.keys().next().value as number);
  }
}

function abortable<T>(read: (signal: AbortSignal) => Promise<T>): Load<T> {
  const abort = new AbortController();
  return { done: read(abort.signal), cancel: () => abort.abort() };
}
