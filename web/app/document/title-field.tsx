import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type Ref, useEffect, useRef, useState } from 'react';
import { renameDocument } from '../../api/calls.ts';
import { isUnreachable } from '../../api/problem.ts';
import type { DocumentSummary } from '../../api/types.ts';
import { useToast } from '../../ui/components/toast.tsx';
import { useMessages } from '../../ui/i18n/i18n.tsx';
import { LeaveGuard } from '../../ui/parts/leave-guard.ts';
import { unsent } from '../../ui/parts/unsent.ts';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { RENAMING, waitingTitles } from '../shell/renaming.ts';

interface TitleFieldProps {
  ref: Ref<HTMLInputElement>;
  id: string;
  title: string;
  editable: boolean;
  /** Called on Enter: the text comes next. */
  onEnter: () => void;
}

/**
 * The document's title. It is saved on blur or Enter; Escape restores the old one. A title given offline is sent on the
 * next connection, wherever in the app the user is then.
 */
export function TitleField({ ref, id, title, editable, onEnter }: TitleFieldProps) {
  const { editor, list } = useMessages();
  const queries = useQueryClient();
  // A title that still waits was given before the user visited another page.
  const [value, setValue] = useState(() => waitingTitles(queries).get(id) ?? title);
  const toast = useToast();
  usePageTitle(value || list.untitled);
  const before = useRef(title);
  const rename = useMutation({
    mutationKey: [...RENAMING, id],
    // Serialised: the last title typed is the one that stays.
    scope: { id: `title ${id}` },
    networkMode: 'offlineFirst',
    retry: (_failures, error) => isUnreachable(error),
    mutationFn: (next: string) => renameDocument(id, next),
    onMutate: () => queries.getQueryData<DocumentSummary>(['document', id])?.title,
    onSuccess: (_answer, next, replaced) => {
      // The answer may come after the news of a later title: what came meanwhile is not overwritten, but asked for.
      queries.setQueryData<DocumentSummary>(
        ['document', id],
        (meta) => meta && (meta.title === replaced ? { ...meta, title: next } : meta),
      );
      if (queries.getQueryData<DocumentSummary>(['document', id])?.title !== next)
        void queries.invalidateQueries({ queryKey: ['document', id] });
      void queries.invalidateQueries({ queryKey: ['documents'] });
    },
    onError: (_error, refused) => {
      toast({ text: editor.renameFailed(refused), tone: 'error' });
      setValue((shown) => (shown === refused ? before.current : shown));
    },
  });
  const isWaiting = rename.failureCount > 0 && rename.isPending;
  useEffect(() => {
    if (isWaiting) toast({ text: editor.renameLater, tone: 'plain' });
  }, [isWaiting, toast, editor]);
  const isUnsent = useRef(false);
  isUnsent.current = editable && value !== title && (isWaiting || !rename.isPending);
  // A title of another user shows at once, unless this user is typing: this user's title is saved later.
  useEffect(() => {
    const old = before.current;
    before.current = title;
    setValue((shown) => (shown === old ? title : shown));
  }, [title]);
  useEffect(() => {
    const guard = new LeaveGuard(() => (isUnsent.current ? 1 : 0));
    const forget = unsent.ask(() => isUnsent.current);
    guard.watch();
    return () => {
      guard.end();
      forget();
    };
  }, []);
  const save = () => {
    const next = value.trim() || list.untitled;
    setValue(next);
    if (next !== (waitingTitles(queries).get(id) ?? title)) rename.mutate(next);
  };
  return (
    <input
      ref={ref}
      className="title-field"
      aria-label={editor.titleLabel}
      dir="auto"
      value={value}
      placeholder={list.untitled}
      readOnly={!editable}
      maxLength={200}
      // The width where `field-sizing` is not supported.
      size={Math.max(8, value.length)}
      onChange={(event) => setValue(event.target.value)}
      onFocus={(event) => value === list.untitled && event.target.select()}
      onBlur={(event) => {
        showBeginning(event.target);
        save();
      }}
      onKeyDown={(event) => {
        if (event.nativeEvent.isComposing) return;
        if (event.key === 'Enter') {
          // The default action of Enter would apply to the newly focused text.
          event.preventDefault();
          onEnter();
        }
        if (event.key === 'Escape') setValue(title);
      }}
    />
  );
}

/** Firefox leaves a long title scrolled to where it was edited, and may scroll there only in the next frame. */
function showBeginning(field: HTMLInputElement): void {
  field.scrollLeft = 0;
  requestAnimationFrame(() => {
    if (document.activeElement !== field) field.scrollLeft = 0;
  });
}
