import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

/** A recorded session as one sequence: every edit applies to the result of the previous one. */
export interface SequentialTrace {
  start: string;
  end: string;
  edits: readonly { at: number; remove: number; insert: string }[];
}

/** A recorded session of several people, each edit in terms of the characters that its author saw, by their numbers. */
export interface ConcurrentTrace {
  authors: number;
  /** The characters, by number. */
  text: string;
  edits: readonly ConcurrentEdit[];
}

/** One person's edit: characters inserted after `left` (-1: at the start), or characters removed. */
export interface ConcurrentEdit {
  author: number;
  left: number;
  /** The numbers of the inserted characters: `count` of them, from `first`. */
  first: number;
  count: number;
  removed: readonly number[];
}

interface SequentialFile {
  start: string;
  end: string;
  text: string;
  pos: number[];
  del: number[];
  len: number[];
}

interface ConcurrentFile {
  agents: number;
  text: string;
  agent: number[];
  left: number[];
  ins: number[];
  del: number[];
  gone: number[];
}

/** Reads a sequential trace; a file beside it describes its columns. */
export function readSequential(path: string): SequentialTrace {
  const file = parse<SequentialFile>(path);
  let at = 0;
  let used = 0;
  const edits = file.pos.map((step, i) => {
    at += step;
    const length = file.len[i] ?? 0;
    const insert = file.text.slice(used, used + length);
    used += length;
    return { at, remove: file.del[i] ?? 0, insert };
  });
  return { start: file.start, end: file.end, edits };
}

/** Reads a concurrent trace; a file beside it describes its columns. */
export function readConcurrent(path: string): ConcurrentTrace {
  const file = parse<ConcurrentFile>(path);
  let left = 0;
  let first = 0;
  let gone = 0;
  let taken = 0;
  const edits = file.agent.map((author, i) => {
    left += file.left[i] ?? 0;
    const count = file.ins[i] ?? 0;
    const removed: number[] = [];
    for (let k = 0; k < (file.del[i] ?? 0); k++) {
      gone += file.gone[taken++] ?? 0;
      removed.push(gone);
    }
    const edit = { author, left, first, count, removed };
    first += count;
    return edit;
  });
  return { authors: file.agents, text: file.text, edits };
}

function parse<T>(path: string): T {
  return JSON.parse(gunzipSync(readFileSync(path)).toString()) as T;
}
