// What the Yjs peers have in common. No types: the peers' packages are installed on demand, so tsc cannot see theirs.
import * as Y from 'yjs';
import { ThinEditor } from './thin-editor.ts';

const TEXT = 'quill';
const SYNC = 0;
const STEP_1 = 0;
const STEP_2 = 1;
const UPDATE = 2;
const PATIENCE_MS = 120_000;

/** The bytes of a number as lib0 writes it. */
export function varUint(number) {
  const bytes = [];
  let rest = number;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest & 127) | 128);
  return [...bytes, rest];
}

/** The bytes of a string as lib0 writes it. */
export function varString(text) {
  const bytes = Buffer.from(text);
  return [...varUint(bytes.length), ...bytes];
}

/** The number at a place, and the place behind it. */
export function readUint(bytes, start) {
  let value = 0;
  let factor = 1;
  for (let at = start; ; at++) {
    value += (bytes[at] & 127) * factor;
    if (bytes[at] < 128) return [value, at + 1];
    factor *= 128;
  }
}

let made = 0;

/**
 * A thin editor of a Yjs peer. It has a Y.Doc with the document as it was first received and its own edits, so what it
 * sends is what a whole client would send; edits of others are received, but not integrated.
 */
export class YjsEditor extends ThinEditor {
  #prefix;
  #caret;
  #isReader;
  // As long as a random id, but without any byte from 0xE0, which an observer would take for a tag.
  #id = 0xf0000000 + (made & 63) + ((made++ >> 6) & 63) * 128;
  #document = null;
  #text = null;
  #state = null;

  /** `prefix`: the bytes before every message; Hocuspocus has the document's name there. */
  constructor(server, path, { caret = 0, isReader = false }, prefix = []) {
    super(server, path);
    this.#prefix = prefix;
    this.#caret = caret;
    this.#isReader = isReader;
  }

  /** A message of the sync protocol with an update in it. */
  message(type, update) {
    const head = Buffer.from([...this.#prefix, SYNC, type, ...varUint(update.length)]);
    return Buffer.concat([head, update]);
  }

  /** Connects, says hello, and resolves when the document is there. */
  async open(hello = []) {
    const emptyState = Buffer.from([0]);
    await this.connect([...hello, this.message(STEP_1, emptyState)]);
    if (this.#isReader) return this;
    this.#document = new Y.Doc();
    this.#document.clientID = this.#id;
    Y.applyUpdate(this.#document, this.#state);
    this.#state = null;
    this.#text = this.#document.getText(TEXT);
    this.#document.on('update', (update) => {
      this.unacknowledged++;
      this.send(this.message(UPDATE, update));
    });
    return this;
  }

  type(text) {
    this.#text.insert(this.#caret, text);
    this.#caret += text.length;
  }

  edit(at, remove, insert) {
    this.#document.transact(() => {
      if (remove > 0) this.#text.delete(at, remove);
      if (insert !== '') this.#text.insert(at, insert);
    });
  }

  /** Takes the part of a sync message behind its first byte, at `at`; returns whether it is an update. */
  synced(bytes, at) {
    if (bytes[at] === STEP_2 && this.#document === null && this.#state === null) {
      const [length, start] = readUint(bytes, at + 1);
      this.#state = Buffer.from(bytes.subarray(start, start + length));
      this.ready();
    }
    return bytes[at] === UPDATE;
  }

  /** Whether this editor made the update at `start`. */
  isOwn(bytes, start) {
    const [, afterLength] = readUint(bytes, start);
    // The number of clients with structs, and that of the first one's structs; where that is 0, of clients with deletions.
    const [, afterClients] = readUint(bytes, afterLength);
    const [, afterCount] = readUint(bytes, afterClients);
    const [id] = readUint(bytes, afterCount);
    return id === this.#id;
  }
}

/** A cold join through a peer's provider, which `makeProvider` attaches to a document. */
export async function joinWith(makeProvider) {
  const document = new Y.Doc();
  const start = performance.now();
  const provider = makeProvider(document);
  await new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error('the join took too long')), PATIENCE_MS);
    provider.on('synced', (event) => {
      if (event === false || event?.state === false) return;
      clearTimeout(late);
      resolve();
    });
  });
  const delta = document.getText(TEXT).toDelta();
  const ms = performance.now() - start;
  return { ms, document, text: delta.map(({ insert }) => insert).join(''), close: () => provider.destroy() };
}

/** An editor made of a peer's provider that has joined; `socket` returns its TCP connection. */
export function libraryEditor(joined, socket) {
  const text = joined.document.getText(TEXT);
  return {
    apply: (change) => text.applyDelta(change),
    onRemote: (listener) => text.observe((event) => event.transaction.local || listener(event.delta)),
    pending: () => false,
    get bytesIn() {
      return socket().bytesRead;
    },
    get bytesOut() {
      return socket().bytesWritten;
    },
    close: joined.close,
  };
}

/** A document with this content, as one update. */
export function encodeContent(content) {
  const document = new Y.Doc();
  document.getText(TEXT).applyDelta(content);
  return Y.encodeStateAsUpdate(document);
}
