import { type Author, getAttribution, getOperations, getVersion } from '../../app/api/history.ts';
import type { Load, LoggedOp } from '../../collab/log-window.ts';
import type { HistorySource } from '../../collab/version-player.ts';
import { markAuthors, markInsertions } from './marked-text.ts';

// Times of texts without the operation that made them: enough for those that are near.
const TIMES = 100;

/** Reads a document's past from the API, and marks in it who wrote what when it is told to. */
export class ApiHistory implements HistorySource {
  /** Whether everybody's text is marked as theirs. */
  authors = false;
  private readonly docId: string;
  private readonly know: (authors: readonly Author[]) => void;
  private readonly times = new Map<number, string>();

  /** `know` is told who the authors are that come with an answer. */
  constructor(docId: string, know: (authors: readonly Author[]) => void) {
    this.docId = docId;
    this.know = know;
  }

  /** When a version was committed, if its text was read lately. */
  timeOf(version: number): string | null {
    return this.times.get(version) ?? null;
  }

  document(version: number, settled: boolean) {
    return abortable(async (signal) => {
      // While it is only passed by, who wrote it is not worth the wait.
      const attribution =
        this.authors && settled ? getAttribution(this.docId, version, signal) : Promise.resolve(null);
      const [past, written] = await Promise.all([getVersion(this.docId, version, signal), attribution]);
      this.noteTime(version, past.at);
      if (written === null) return past.ops;
      this.know(written.authors);
      const runs = written.runs.map((run) => ({
        length: 'text' in run ? run.text.length : 1,
        author: run.author,
      }));
      return markAuthors(past.ops, runs);
    });
  }

  ops(from: number, limit: number): Load<LoggedOp[]> {
    return abortable(async (signal) => {
      const entries = await getOperations(this.docId, from, limit, signal);
      if (!this.authors) return entries;
      return entries.map((entry) => ({ ...entry, delta: markInsertions(entry.delta, entry.userId) }));
    });
  }

  private noteTime(version: number, at: string): void {
    this.times.set(version, at);
    if (this.times.size > TIMES) this.times.delete(this.times.keys().next().value as number);
  }
}

function abortable<T>(read: (signal: AbortSignal) => Promise<T>): Load<T> {
  const abort = new AbortController();
  return { done: read(abort.signal), cancel: () => abort.abort() };
}
