import './find.css';
import { CaseSensitive, ChevronDown, ChevronUp, type LucideIcon, WholeWord, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { ToggleButton } from 'react-aria-components';
import { Button, IconButton } from '../../ui/components/button.tsx';
import { useToast } from '../../ui/components/toast.tsx';
import { useMessages } from '../../ui/i18n/i18n.tsx';
import { returnToText } from '../caret/keep-caret.ts';
import type { DocumentSession } from '../document-session.ts';
import { Found, type FoundView, rangeNow } from './found.ts';

interface FindBarProps {
  session: DocumentSession;
  /** Whether the text can be changed. */
  isWritable: boolean;
  /** Counts the presses of the key that opens it: each takes the selection of the text as its words. */
  opened: number;
  onClose: () => void;
}

/** A selection of more is not what someone looks for. */
const MAX_WORDS = 200;

/** Finds words in the open document, and replaces them, while everybody goes on typing. */
export default function FindBar({ session, isWritable, opened, onClose }: FindBarProps) {
  const { find } = useMessages();
  const toast = useToast();
  const [words, setWords] = useState('');
  const [replacement, setReplacement] = useState('');
  const [isExact, setExact] = useState(false);
  const [isWhole, setWhole] = useState(false);
  const [view, setView] = useState<FoundView>({ count: 0, isMore: false, current: 0 });
  const field = useRef<HTMLInputElement>(null);
  const bar = useRef<HTMLElement>(null);
  const found = useRef<Found | null>(null);
  const { quill } = session;
  useEffect(() => {
    const head = (): number => bar.current?.getBoundingClientRect().bottom ?? 0;
    const made = new Found(session, quill, { told: setView, head });
    found.current = made;
    return () => {
      found.current = null;
      made.end();
    };
  }, [session, quill]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each press of the key takes the selection as it is then.
  useEffect(() => {
    const selected = selectedWords(session);
    if (selected !== '') setWords(selected);
    field.current?.focus();
    field.current?.select();
  }, [session, opened]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another editor is searched again.
  useEffect(() => found.current?.search({ words, isExact, isWhole }), [words, isExact, isWhole, quill]);
  const close = (): void => {
    onClose();
    // Once the bar has ended, which selects the current match.
    queueMicrotask(() => returnToText(session.quill));
  };
  const replaceAll = (): void => {
    const count = found.current?.replaceAll(replacement) ?? 0;
    toast({ text: find.replaced(count), tone: 'plain' });
  };
  return (
    <search
      ref={bar}
      className="find-bar"
      aria-label={find.title}
      onKeyDown={(event) => {
        if (event.nativeEvent.isComposing) return;
        if (event.key === 'Escape') close();
        else if (event.key === 'Enter' && event.target === field.current)
          found.current?.go(event.shiftKey ? -1 : 1);
        else if (event.key === 'Enter' && event.target instanceof HTMLInputElement)
          found.current?.replace(replacement);
        else return;
        event.preventDefault();
        event.stopPropagation();
      }}
    >
      <div className="find-line">
        <input
          ref={field}
          className="input"
          aria-label={find.words}
          placeholder={find.words}
          value={words}
          maxLength={MAX_WORDS}
          autoComplete="off"
          spellCheck={false}
          onChange={({ target }) => setWords(target.value)}
        />
        <span className="find-count" role="status">
          {words !== '' && find.count(view.current, view.count, view.isMore)}
        </span>
        <Toggle label={find.exact} isOn={isExact} onChange={setExact} Icon={CaseSensitive} />
        <Toggle label={find.whole} isOn={isWhole} onChange={setWhole} Icon={WholeWord} />
        <IconButton label={find.previous} isDisabled={view.count === 0} onPress={() => found.current?.go(-1)}>
          <ChevronUp size={18} aria-hidden="true" />
        </IconButton>
        <IconButton label={find.next} isDisabled={view.count === 0} onPress={() => found.current?.go(1)}>
          <ChevronDown size={18} aria-hidden="true" />
        </IconButton>
        <IconButton label={find.close} onPress={close}>
          <X size={18} aria-hidden="true" />
        </IconButton>
      </div>
      {isWritable && (
        <div className="find-line">
          <input
            className="input"
            aria-label={find.replacement}
            placeholder={find.replacement}
            value={replacement}
            autoComplete="off"
            onChange={({ target }) => setReplacement(target.value)}
          />
          <Button isDisabled={view.count === 0} onPress={() => found.current?.replace(replacement)}>
            {find.replace}
          </Button>
          <Button isDisabled={view.count === 0} onPress={replaceAll}>
            {find.replaceAll}
          </Button>
        </div>
      )}
    </search>
  );
}

interface ToggleProps {
  label: string;
  isOn: boolean;
  onChange: (isOn: boolean) => void;
  Icon: LucideIcon;
}

function Toggle({ label, isOn, onChange, Icon }: ToggleProps) {
  return (
    <ToggleButton className="icon-button" aria-label={label} isSelected={isOn} onChange={onChange}>
      <Icon size={18} aria-hidden="true" />
    </ToggleButton>
  );
}

function selectedWords({ quill }: DocumentSession): string {
  const { index, length } = rangeNow(quill);
  if (length === 0 || length > MAX_WORDS) return '';
  const text = quill.getText(index, length);
  return text.includes('\n') ? '' : text;
}
