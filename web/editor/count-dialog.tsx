import type Quill from 'quill/core.js';
import { useState } from 'react';
import type { Delta } from '../../src/ot/op.ts';
import { Dialog } from '../ui/components/dialog.tsx';
import { useMessages } from '../ui/i18n/i18n.tsx';
import { countWords, minutesToRead, textToCount } from './word-count.ts';

/** How many words and characters the document has, and its selection if there is one. */
export function CountDialog({ quill, onClose }: { quill: Quill; onClose: () => void }) {
  const { editor } = useMessages();
  const { count } = editor;
  const [{ whole, selected }] = useState(() => countsOf(quill));
  const rows = (['words', 'characters', 'charactersWithoutSpaces', 'paragraphs'] as const).map((name) => ({
    name,
    label: count[name],
  }));
  return (
    <Dialog title={count.title} onClose={onClose}>
      <table className="counts">
        <thead>
          <tr>
            <td />
            {selected !== null && <th scope="col">{count.selection}</th>}
            <th scope="col">{count.document}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, label }) => (
            <tr key={name}>
              <th scope="row">{label}</th>
              {selected !== null && <td>{count.number(selected[name])}</td>}
              <td>{count.number(whole[name])}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="counts-time">{count.reading(minutesToRead(whole))}</p>
    </Dialog>
  );
}

function countsOf(quill: Quill) {
  const of = (index: number, length: number) =>
    countWords(textToCount(quill.getContents(index, length).ops as Delta));
  const { index, length } = quill.selection.savedRange;
  return { whole: of(0, quill.getLength()), selected: length > 0 ? of(index, length) : null };
}
