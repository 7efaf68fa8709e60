import type { ThinEditor } from './thin-editor.ts';

/** The inserts of a document. */
export type Content = readonly { insert: string; attributes?: Record<string, true> }[];

/** A change as every peer's library takes it and reports it: text only. */
export type Change = readonly {
  retain?: number;
  insert?: string;
  delete?: number;
  attributes?: Record<string, true>;
}[];

/** How one column of the tables differs from another of the same adapter. */
export interface PeerOptions {
  /** Storage on the real disk instead of in memory. */
  disk?: boolean;
  /**
   * raw-do: whether it writes messages to SQLite, the ms for which it gathers them (0: not at all), and how many of them
   * it waits for at most.
   */
  sql?: boolean;
  gatherMs?: number;
  gatherAtMost?: number;
  /** ours: the checkout that runs, with its node_modules, and the form of its messages (ours/wire.ts). */
  checkout?: string;
  wire?: string;
}

/** A running server of a peer, and the one document on it. */
export interface PeerServer {
  port: number;
  pid: number;
  /** Its working folder: storage and configuration. */
  folder: string;
  document: string;
  options: PeerOptions;
}

/** Where an editor types, and how; a reader never does. */
export interface EditorPlace {
  caret?: number;
  attributes?: Record<string, true>;
  isReader?: boolean;
}

/** A client with a peer's own library that has the whole text; `text` is null for a peer that merges nothing. */
export interface Joined {
  ms: number;
  bytes: number;
  text: string | null;
  close(): void;
}

/** An editor with a peer's own library. */
export interface LibraryEditor {
  readonly bytesIn: number;
  readonly bytesOut: number;
  apply(change: Change): void;
  /** Calls `listener` with every change by another user. */
  onRemote(listener: (change: Change) => void): void;
  /** Whether an edit of its own is not acknowledged yet. */
  pending(): boolean;
  close(): void;
}

/** What an adapter exports: everything that the load has to know of one peer. */
export interface Peer {
  /** The command line that serves on `port`; figures of some peers are on the next port. */
  command(start: { port: number; folder: string; options: PeerOptions }): Promise<string[]> | string[];
  /** Creates the document. */
  seed(server: PeerServer, content: Content): Promise<unknown>;
  /** Connects a thin editor; resolves when it may type. */
  connect(server: PeerServer, place: EditorPlace): Promise<ThinEditor>;
  /** A cold join with the peer's own library. */
  join(server: PeerServer): Promise<Joined>;
  /** Absent for a peer that merges nothing. */
  open?(server: PeerServer): Promise<LibraryEditor>;
  /** The bytes that it keeps of the document, and of its log. */
  stored(server: PeerServer): Promise<{ doc: number; log: number }>;
  /** Replaces a log by a ready-made text, for the least that a join of a stored text costs. */
  compact?(server: PeerServer, content: Content): Promise<unknown>;
}
