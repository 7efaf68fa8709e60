import '@fontsource-variable/literata/wght.css';
import '@fontsource-variable/literata/wght-italic.css';
import '../../editor/styles/desk.css';
import '../../editor/styles/tools.css';
import '../../editor/styles/sheet.css';
import '../../editor/styles/text.css';
import '../../editor/styles/blocks.css';
import '../../editor/styles/suggestions.css';
import '../../editor/styles/lists.css';
import '../../editor/styles/tables.css';
import '../../editor/styles/palette.css';
import '../../editor/styles/carets.css';
import '../../editor/styles/print.css';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { getDocument } from '../../api/calls.ts';
import { ApiProblem, problemMessage } from '../../api/problem.ts';
import type { Account, Guest } from '../../api/types.ts';
import { Notice } from '../../ui/components/notice.tsx';
import { useMessages } from '../../ui/i18n/i18n.tsx';
import { lazyPage } from '../../ui/parts/stand-ins.tsx';
import { AuditPage, HistoryPage, useArrivedPage } from './arrived-page.ts';
import { EditorPage } from './editor-page.tsx';
import type { CaretPlace } from './use-caret.ts';
import { useVisit } from './use-visit.ts';

const NeedAccessPage = lazyPage(() => import('../pages/access-page.tsx'));

interface DocumentPageProps {
  id: string;
  user: Account | Guest;
  /** Which page of the document; undefined for the editor. */
  page: string | undefined;
}

/** A document by its id: a failure to load shows an error with a way to continue, never an empty editor. */
export default function DocumentPage({ id, user, page }: DocumentPageProps) {
  const messages = useMessages();
  const { editor, common } = messages;
  const visit = useVisit(id);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each document has a caret of its own.
  const caret = useMemo<CaretPlace>(() => ({ current: null }), [id]);
  const document = useQuery({
    queryKey: ['document', id],
    queryFn: ({ signal }) => getDocument(id, signal),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    // Once it has been shown, the editor continues with or without the API.
    refetchOnReconnect: ({ state }) => state.data === undefined,
    retry: (failures, error) => failures < 2 && error instanceof ApiProblem && error.status === 0,
  });
  const shown = useArrivedPage(id, page);
  const isKnown = page === undefined || page === 'history' || (page === 'audit' && 'email' in user);
  if (!isKnown) {
    return <Notice title={messages.notFound.title} text={messages.notFound.text} home />;
  }
  if (document.data && shown === 'history') return <HistoryPage meta={document.data} visit={visit} />;
  if (document.data && shown === 'audit' && 'email' in user) {
    return <AuditPage document={document.data} user={user} />;
  }
  if (document.data) return <EditorPage meta={document.data} user={user} visit={visit} caret={caret} />;
  if (document.isPending) return <Notice busy title={common.loading} />;
  const { error } = document;
  if (error instanceof ApiProblem && error.status === 404) {
    return <NeedAccessPage docId={id} onGranted={() => void document.refetch()} />;
  }
  if (error instanceof ApiProblem && error.status === 422) {
    return <Notice title={editor.missingTitle} text={editor.missingText} home />;
  }
  const text = `${problemMessage(error, messages)} ${editor.failedText}`;
  return <Notice title={editor.failedTitle} text={text} retry={() => void document.refetch()} home />;
}
