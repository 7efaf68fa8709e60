import { useState } from 'react';
import type { KeptEdit } from '../../collab/index.ts';
import type { DocumentSession } from '../../editor/document-session.ts';
import { Button } from '../../ui/components/button.tsx';
import { useMessages } from '../../ui/i18n/i18n.tsx';
import { insertedText } from '../shell/owed-as-text.ts';

interface KeptEditsProps {
  session: DocumentSession;
  edits: readonly KeptEdit[];
  /** Whether the user may write here, and so insert an edit again. */
  insertable: boolean;
}

/** Edits that the server refused, with their text and the actions for it. */
export function KeptEdits({ session, edits, insertable }: KeptEditsProps) {
  const { kept } = useMessages();
  return (
    <section className="banner banner-kept" aria-label={kept.title(edits.length)}>
      <h2>{kept.title(edits.length)}</h2>
      <p>{kept.text}</p>
      <ul>
        {edits.map((edit) => (
          <Kept key={edit.id} session={session} edit={edit} insertable={insertable} />
        ))}
      </ul>
    </section>
  );
}

function Kept({
  session,
  edit,
  insertable,
}: {
  session: DocumentSession;
  edit: KeptEdit;
  insertable: boolean;
}) {
  const { kept } = useMessages();
  const [copied, setCopied] = useState(false);
  const text = insertedText(edit.delta);
  return (
    <li className="kept">
      <p className="kept-reason">{kept.reasons[edit.code]}</p>
      {text ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a long text scrolls, which the keyboard must reach.
        <pre className="kept-text" dir="auto" tabIndex={0}>
          {text}
        </pre>
      ) : (
        <p className="kept-none">{kept.noText}</p>
      )}
      <div className="banner-actions">
        {text && (
          <Button
            onPress={() => {
              navigator.clipboard.writeText(text).then(
                () => setCopied(true),
                () => setCopied(false),
              );
            }}
          >
            {copied ? kept.copied : kept.copy}
          </Button>
        )}
        {text && insertable && (
          <Button onPress={() => void session.insertKept(edit, text)}>{kept.insert}</Button>
        )}
        <Button variant="danger" onPress={() => void session.discardKept(edit)}>
          {kept.discard}
        </Button>
      </div>
    </li>
  );
}
