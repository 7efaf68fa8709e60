import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { Monitor, Pencil, Smartphone } from 'lucide-react';
import { useState } from 'react';
import {
  endOtherSessions,
  endSession,
  type LoginSession,
  listSessions,
  renameSession,
} from '../../../api/account-sessions.ts';
import { problemMessage } from '../../../api/problem.ts';
import { Button, IconButton } from '../../../ui/components/button.tsx';
import { ConfirmDialog } from '../../../ui/components/confirm-dialog.tsx';
import { useToast } from '../../../ui/components/toast.tsx';
import { useMessages, useTimeAgo } from '../../../ui/i18n/i18n.tsx';
import { NameDialog } from './name-dialog.tsx';
import { Line, Part, Pending } from './part.tsx';

/** The user's sessions. */
export function SessionsSection() {
  const { sessions } = useMessages().settings;
  const [asking, setAsking] = useState(false);
  const list = useInfiniteQuery({
    queryKey: ['sessions'],
    queryFn: ({ pageParam, signal }) => listSessions(pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  // The current device comes first, even if another was used later.
  const sorted = [...items.filter(({ current }) => current), ...items.filter(({ current }) => !current)];
  return (
    <>
      <p className="settings-lead">{sessions.lead}</p>
      <Part
        title={sessions.list}
        action={items.length > 1 && <Button onPress={() => setAsking(true)}>{sessions.endOthers}</Button>}
      >
        {list.data ? (
          <ul className="lines" aria-label={sessions.list}>
            {sorted.map((session) => (
              <SessionLine key={session.id} session={session} />
            ))}
          </ul>
        ) : (
          <Pending query={list} />
        )}
        {list.hasNextPage && (
          <Button isPending={list.isFetchingNextPage} onPress={() => void list.fetchNextPage()}>
            {sessions.more}
          </Button>
        )}
      </Part>
      {asking && <EndOthersDialog onClose={() => setAsking(false)} />}
    </>
  );
}

function SessionLine({ session }: { session: LoginSession }) {
  const messages = useMessages();
  const { sessions } = messages.settings;
  const ago = useTimeAgo();
  const toast = useToast();
  const queries = useQueryClient();
  const [naming, setNaming] = useState(false);
  const changed = () => void queries.invalidateQueries({ queryKey: ['sessions'] });
  const name = session.name ?? session.device;
  const end = useMutation({
    mutationFn: () => endSession(session.id),
    onSuccess: () => {
      toast({ text: sessions.ended(name), tone: 'plain' });
    },
    onError: (error) => toast({ text: problemMessage(error, messages), tone: 'error' }),
    // The session may have ended although the response was an error: not all of its sockets are confirmed closed yet.
    onSettled: changed,
  });
  const rename = useMutation({
    mutationFn: (value: string) => renameSession(session.id, value),
    onSuccess: () => {
      changed();
      setNaming(false);
    },
  });
  const Icon = /Android|iPhone|iPad|Mobile/.test(session.userAgent) ? Smartphone : Monitor;
  const times = [
    session.current ? sessions.current : sessions.lastUsed(ago(session.lastUsedAt)),
    ...(session.name === null ? [] : [session.device]),
    sessions.since(ago(session.createdAt)),
  ];
  return (
    <Line icon={<Icon size={18} aria-hidden="true" />} title={name} text={times.join(' · ')}>
      <IconButton label={sessions.rename(name)} onPress={() => setNaming(true)}>
        <Pencil size={16} aria-hidden="true" />
      </IconButton>
      {!session.current && (
        <Button aria-label={sessions.end(name)} isPending={end.isPending} onPress={() => end.mutate()}>
          {sessions.endShort}
        </Button>
      )}
      {naming && (
        <NameDialog
          title={sessions.renameTitle}
          label={sessions.renameLabel}
          initial={name}
          action={messages.common.save}
          isPending={rename.isPending}
          error={rename.error}
          onSubmit={(value) => rename.mutate(value)}
          onClose={() => setNaming(false)}
        />
      )}
    </Line>
  );
}

function EndOthersDialog({ onClose }: { onClose: () => void }) {
  const messages = useMessages();
  const { sessions } = messages.settings;
  const toast = useToast();
  const queries = useQueryClient();
  const end = useMutation({
    mutationFn: endOtherSessions,
    onSuccess: () => {
      toast({ text: sessions.othersEnded, tone: 'plain' });
      void queries.invalidateQueries({ queryKey: ['sessions'] });
      onClose();
    },
  });
  return (
    <ConfirmDialog
      title={sessions.endOthersTitle}
      text={sessions.endOthersText}
      action={sessions.endOthers}
      isDangerous
      isPending={end.isPending}
      error={end.error ? problemMessage(end.error, messages) : null}
      onConfirm={() => end.mutate()}
      onClose={onClose}
    />
  );
}
