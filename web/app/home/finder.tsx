import { Search, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { IconButton } from '../../ui/components/button.tsx';
import { Choice } from '../../ui/components/field.tsx';
import { useMessages } from '../../ui/i18n/i18n.tsx';
import { type Listing, MAX_WORDS, readListing, SORTS, writeListing } from './listing.ts';

/** So long after the last key, what was typed is searched. */
const PAUSE_MS = 200;

/**
 * The field that searches the list, and its order: both are in the address. `/` goes to the field, the arrow down or
 * Enter from it to the first document.
 */
export function Finder({ listing, onLeave }: { listing: Listing; onLeave: () => void }) {
  const { list } = useMessages();
  const [path, navigate] = useLocation();
  const [typed, setTyped] = useState(listing.words);
  const field = useRef<HTMLInputElement>(null);
  // What this field itself has put into the address: typing goes on while that arrives.
  const sent = useRef(listing.words);
  const go = (now: Listing): void => {
    sent.current = now.words;
    navigate(`${path}${writeListing(now)}`, { replace: true });
  };
  useEffect(() => {
    if (listing.words === sent.current) return;
    // The address changed by itself: back, or a link.
    sent.current = listing.words;
    setTyped(listing.words);
  }, [listing.words]);
  const search = useRef(go);
  search.current = go;
  useEffect(() => {
    const words = typed.trim();
    if (words === sent.current) return;
    const timer = setTimeout(() => search.current({ ...readListing(location.search), words }), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  useSlash(() => field.current?.focus());
  const clear = (): void => {
    setTyped('');
    field.current?.focus();
  };
  return (
    <div className="finder">
      <search className="finder-search">
        <Search size={16} aria-hidden="true" />
        <input
          ref={field}
          className="input"
          type="search"
          aria-label={list.search}
          placeholder={list.search}
          value={typed}
          maxLength={MAX_WORDS}
          autoComplete="off"
          spellCheck={false}
          enterKeyHint="search"
          onChange={({ target }) => setTyped(target.value)}
          onKeyDown={(event) => {
            if (event.nativeEvent.isComposing) return;
            if (event.key === 'Escape' && typed !== '') clear();
            else if (event.key === 'ArrowDown' || event.key === 'Enter') onLeave();
            else return;
            event.preventDefault();
          }}
        />
        {typed !== '' && (
          <IconButton label={list.clearSearch} onPress={clear}>
            <X size={16} aria-hidden="true" />
          </IconButton>
        )}
      </search>
      <Choice
        label={list.sort}
        options={SORTS.map((id) => ({ id, text: list.sorts[id] }))}
        value={listing.sort}
        onChange={(sort) => go({ words: typed.trim(), sort })}
      />
    </div>
  );
}

// On some keyboards `/` needs Shift. In a field it is a letter.
function useSlash(run: () => void): void {
  const latest = useRef(run);
  latest.current = run;
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const { key, ctrlKey, metaKey, altKey, target } = event;
      if (key !== '/' || ctrlKey || metaKey || altKey || event.defaultPrevented) return;
      if (target instanceof Element && target.closest('input, textarea, select, [contenteditable], [role]'))
        return;
      event.preventDefault();
      latest.current();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
}
