import { CloudOff } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useMessages } from '../../../ui/i18n/i18n.tsx';

/** Typing is sent about once a second: only what takes longer is worth a word. */
const LATE_MS = 3_000;

/** Says that a suggestion is not sent yet, once that takes long. */
export function Unsent() {
  const { suggestions: words } = useMessages();
  const [isLate, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), LATE_MS);
    return () => clearTimeout(timer);
  }, []);
  if (!isLate) return null;
  return (
    <p className="card-more">
      <CloudOff size={13} aria-hidden="true" /> {words.unsent}
    </p>
  );
}
