import type { Delta } from '../ot/op.ts';
import type { Warning } from './warnings.ts';

/** Who wrote something in a file, and when, as the file says: no user of ours. */
export interface Origin {
  /** The name in the file; null where it has none. */
  author: string | null;
  /** RFC 3339; null where the file has none that can be read. */
  date: string | null;
}

/** A comment of a file, or an answer to one. */
export interface ImportedComment extends Origin {
  body: string;
}

/** A thread of comments at a range of the text that was read. */
export interface ImportedThread {
  /** In units of the text; a length of 0 is a comment on a place. */
  index: number;
  length: number;
  isResolved: boolean;
  /** From the first to the last; never empty. */
  comments: ImportedComment[];
}

/** The tracked changes of one person: a change of the text that was read, as a suggestion has it. */
export interface ImportedSuggestion extends Origin {
  delta: Delta;
}

/** A document as it was found in a file. */
export interface Imported {
  /** The title that the file states; null where it has none. */
  title: string | null;
  document: Delta;
  /** The addresses of the images of the document that came with it. Their bytes are where `PlaceImage` has put them. */
  images: ReadonlySet<string>;
  threads: ImportedThread[];
  /** Each is of the document that was read, and knows nothing of the others. */
  suggestions: ImportedSuggestion[];
  warnings: Warning[];
}

/** Gives the bytes of an image their address in the document that is read; null for what a document may not have. */
export type PlaceImage = (bytes: Uint8Array) => Promise<string | null>;
