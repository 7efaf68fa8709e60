import type { Delta } from '../../../src/ot/op.ts';
import { createEditor, setEditable } from '../../../web/editor/create-editor.ts';
import { actOnTable, type TableAction } from '../../../web/editor/tables/on-table.ts';
import { installTrustedTypes } from '../../../web/ui/trusted-types.ts';
import '../../../web/ui/styles/base.css';
import '../../../web/ui/styles/tokens.css';
import '../../../web/editor/styles/text.css';
import '../../../web/editor/styles/blocks.css';
import '../../../web/editor/styles/lists.css';
import '../../../web/editor/styles/tables.css';
import '../../../web/editor/styles/palette.css';
import '../../../web/editor/styles/print.css';

declare global {
  interface Window {
    bare: typeof bare;
  }
}

// As the app does before any string becomes markup.
installTrustedTypes(window as object);

const host = document.createElement('div');
document.body.append(host);

/** The editor's requests to the surrounding page. */
const told: string[] = [];

const bare = {
  told,
  quill: createEditor(host, {
    label: 'Text',
    placeholder: '',
    guestName: (name: string) => name,
    keysHint: 'Keys',
    images: null,
    awaited: 'Awaited',
    blocks: { callouts: { note: 'Note', tip: 'Tip', warning: 'Warning' }, pageBreak: 'Page break' },
    mentions: null,
    footnote: () => told.push('footnote'),
    importFiles: (files) => told.push(`import: ${files.map(({ name }) => name).join(', ')}`),
    leftOut: (why) => told.push(`left out: ${[...why].join(', ')}`),
    link: () => told.push('link'),
    toTools: () => told.push('tools'),
    leave: (backwards) => told.push(backwards ? 'leave backwards' : 'leave') > 0,
  }),
  set(ops: Delta): void {
    bare.quill.setContents(ops as never, 'silent');
    bare.quill.history.clear();
  },
  act(action: TableAction): void {
    actOnTable(bare.quill, action);
  },
  get(): Delta {
    return bare.quill.getContents().ops as unknown as Delta;
  },
};
window.bare = bare;
setEditable(bare.quill, true);
