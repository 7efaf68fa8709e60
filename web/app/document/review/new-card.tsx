import { useMessages } from '../../../ui/i18n/i18n.tsx';
import { Composer } from './composer.tsx';
import { useDesk } from './desk.ts';
import type { Beginning } from './kept-texts.ts';

/** The card of a thread that is being begun. */
export function NewCard({ beginning, isQuoting = false }: { beginning: Beginning; isQuoting?: boolean }) {
  const { review } = useMessages();
  const { may, send, putAside } = useDesk();
  const { quote } = beginning;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is of a form.
    <div className="card" data-open role="group" aria-label={review.add}>
      {quote === '' && <p className="card-about">{review.whole}</p>}
      {quote !== '' && isQuoting && (
        <p className="card-about">
          <q dir="auto">{quote}</q>
        </p>
      )}
      <Composer
        what="new"
        label={review.compose.label}
        placeholder={may.readMembers ? review.compose.placeholder : review.compose.placeholderAlone}
        action={review.compose.send}
        autoFocus={beginning.isRestored !== true}
        alwaysOpen
        send={send}
        onDone={() => undefined}
        onCancel={putAside}
      />
    </div>
  );
}
