import { problemMessage } from '../../api/problem.ts';
import { useMessages } from '../../ui/i18n/i18n.tsx';

/** An error in words, announced; nothing without an error. */
export function ProblemLine({ error }: { error: unknown }) {
  const messages = useMessages();
  if (!error) return null;
  return (
    <p className="form-error" role="alert">
      {problemMessage(error, messages)}
    </p>
  );
}
