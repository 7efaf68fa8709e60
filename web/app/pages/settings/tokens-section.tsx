import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { KeyRound, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { type ApiToken, deleteToken, listTokens } from '../../../api/account-tokens.ts';
import { problemMessage } from '../../../api/problem.ts';
import { Button, IconButton } from '../../../ui/components/button.tsx';
import { ConfirmDialog } from '../../../ui/components/confirm-dialog.tsx';
import { useToast } from '../../../ui/components/toast.tsx';
import { useDate, useMessages, useTimeAgo } from '../../../ui/i18n/i18n.tsx';
import { NewTokenDialog } from './new-token-dialog.tsx';
import { Line, Part, Pending } from './part.tsx';
import { TokenDialog } from './token-dialog.tsx';

type Open = 'new' | { shown: string } | { remove: ApiToken } | null;

/** The user's API tokens. */
export function TokensSection() {
  const { tokens } = useMessages().settings;
  const [open, setOpen] = useState<Open>(null);
  const close = () => setOpen(null);
  const queries = useQueryClient();
  const list = useInfiniteQuery({
    queryKey: ['tokens'],
    queryFn: ({ pageParam, signal }) => listTokens(pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });
  const items = list.data?.pages.flatMap((page) => page.items);
  return (
    <>
      <p className="settings-lead">{tokens.lead}</p>
      <Part title={tokens.list} action={<Button onPress={() => setOpen('new')}>{tokens.create}</Button>}>
        {items ? (
          <ul className="lines" aria-label={tokens.list}>
            {items.length === 0 && <li className="line-none">{tokens.none}</li>}
            {items.map((token) => (
              <TokenLine key={token.id} token={token} onRemove={() => setOpen({ remove: token })} />
            ))}
          </ul>
        ) : (
          <Pending query={list} />
        )}
        {list.hasNextPage && (
          <Button isPending={list.isFetchingNextPage} onPress={() => void list.fetchNextPage()}>
            {tokens.more}
          </Button>
        )}
      </Part>
      {open === 'new' && (
        <NewTokenDialog
          onCreated={(token) => {
            void queries.invalidateQueries({ queryKey: ['tokens'] });
            setOpen({ shown: token });
          }}
          onClose={close}
        />
      )}
      {open !== null && open !== 'new' && 'shown' in open && (
        <TokenDialog token={open.shown} onClose={close} />
      )}
      {open !== null && open !== 'new' && 'remove' in open && (
        <RemoveDialog token={open.remove} onClose={close} />
      )}
    </>
  );
}

function TokenLine({ token, onRemove }: { token: ApiToken; onRemove: () => void }) {
  const { tokens } = useMessages().settings;
  const ago = useTimeAgo();
  const date = useDate();
  const { name, hint, scopes, docIds, expiresAt, lastUsedAt } = token;
  const expiry = () => {
    if (expiresAt === null) return tokens.neverExpires;
    return Date.parse(expiresAt) < Date.now()
      ? tokens.expired(date(expiresAt))
      : tokens.expiresOn(date(expiresAt));
  };
  return (
    <Line
      icon={<KeyRound size={18} aria-hidden="true" />}
      title={
        <>
          {name} <code className="token-hint">…{hint}</code>
        </>
      }
      text={
        <>
          {scopes.map((scope) => tokens.scopeNames[scope]).join(', ')},{' '}
          {docIds === null ? tokens.unlimited : tokens.limited(docIds.length)}
          <br />
          {lastUsedAt ? tokens.used(ago(lastUsedAt)) : tokens.neverUsed} · {expiry()}
        </>
      }
    >
      <IconButton label={tokens.remove(name)} onPress={onRemove}>
        <Trash2 size={16} aria-hidden="true" />
      </IconButton>
    </Line>
  );
}

function RemoveDialog({ token, onClose }: { token: ApiToken; onClose: () => void }) {
  const messages = useMessages();
  const { tokens } = messages.settings;
  const toast = useToast();
  const queries = useQueryClient();
  const remove = useMutation({
    mutationFn: () => deleteToken(token.id),
    onSuccess: () => {
      toast({ text: tokens.removed(token.name), tone: 'plain' });
      void queries.invalidateQueries({ queryKey: ['tokens'] });
      onClose();
    },
  });
  return (
    <ConfirmDialog
      title={tokens.removeTitle(token.name)}
      text={tokens.removeText}
      action={tokens.removeConfirm}
      isDangerous
      isPending={remove.isPending}
      error={remove.error ? problemMessage(remove.error, messages) : null}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    />
  );
}
