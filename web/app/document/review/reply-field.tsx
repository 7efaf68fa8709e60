import { reply } from '../../../api/threads.ts';
import { useMessages } from '../../../ui/i18n/i18n.tsx';
import { Composer } from './composer.tsx';
import { useDesk } from './desk.ts';

/** The field that a reply in a thread is written in; the first one about a suggestion too. */
export function ReplyField({ threadId }: { threadId: string }) {
  const { compose } = useMessages().review;
  const { docId, choose, landed } = useDesk();
  return (
    <Composer
      what={`reply ${threadId}`}
      label={compose.replyLabel}
      placeholder={compose.replyPlaceholder}
      action={compose.sendReply}
      send={async (body, key) => {
        const written = await reply(docId, threadId, body, key);
        await landed((threads) =>
          threads.some((one) => one.comments.some((comment) => comment.id === written.id)),
        );
      }}
      onDone={() => undefined}
      onCancel={() => choose(null, 'card')}
    />
  );
}
