import { may } from '../../../src/protocol/permissions.ts';
import {
  browserOutbox,
  type Delta,
  type EditorPort,
  type OpenDocument,
  openDocument,
  SignedOut,
} from '../../../web/collab/index.ts';

/** The editor: a text area. Formats are not shown, but kept: it changes only typed text. */
export class TextBox implements EditorPort {
  document: OpenDocument | null = null;
  readonly #box: { value: string };
  #text = '';

  constructor(box: { value: string }) {
    this.#box = box;
  }

  load(ops: Delta): void {
    this.#text = '';
    this.apply(ops);
  }

  apply(delta: Delta): void {
    let [at, text] = [0, ''];
    for (const op of delta) {
      if ('insert' in op) text += typeof op.insert === 'string' ? op.insert : '\ufffc';
      else if ('delete' in op) at += op.delete;
      else {
        text += this.#text.slice(at, at + op.retain);
        at += op.retain;
      }
    }
    this.#text = text + this.#text.slice(at);
    // The document ends in a newline that cannot be deleted. The box does not show it.
    this.#box.value = this.#text.slice(0, -1);
  }

  /** Sends the typed change: the text between the common prefix and the common suffix. */
  flush(): void {
    const [was, is] = [this.#text, `${this.#box.value}\n`];
    if (was === is) return;
    let from = 0;
    while (from < is.length - 1 && was[from] === is[from]) from++;
    let same = 1;
    while (same < Math.min(was.length, is.length) - from && was.at(-same - 1) === is.at(-same - 1)) same++;
    const [removed, typed] = [was.length - same - from, is.slice(from, is.length - same)];
    this.#text = is;
    this.document?.edit([
      ...(from > 0 ? [{ retain: from }] : []),
      ...(typed === '' ? [] : [{ insert: typed }]),
      ...(removed > 0 ? [{ delete: removed }] : []),
    ]);
  }
}

/** Opens a document in a text area. `token` resolves to an access token, null when the user must sign in again. */
export function openInTextArea(
  area: HTMLTextAreaElement,
  docId: string,
  userId: string,
  token: () => Promise<string | null>,
  show: (state: string) => void,
): OpenDocument {
  const box = new TextBox(area);
  const accessToken = async (): Promise<string> => {
    const known = await token();
    if (known === null) throw new SignedOut();
    return known;
  };
  const nothing = (): void => {};
  box.document = openDocument({
    docId,
    userId,
    origin: location.origin,
    accessToken,
    refreshToken: accessToken,
    page: true,
    editor: box,
    outbox: browserOutbox(),
    events: {
      status: ({ state }) => show(state),
      rejected: (edit) => show(`not taken (${edit.code}), and kept`),
      peers: nothing,
      role: (role) => (area.readOnly = !may(role, 'write')),
      synced: nothing,
    },
  });
  area.addEventListener('input', () => box.flush());
  addEventListener('online', () => box.document?.wake());
  addEventListener('pagehide', () => void box.document?.close());
  return box.document;
}
