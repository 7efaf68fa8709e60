import '../../ui/styles/sharing.css';
import type { DocumentSummary } from '../../api/types.ts';
import { useMessages } from '../../ui/i18n/i18n.tsx';
import { OfferAnswer } from '../share/owner-offer.tsx';

/** The documents whose ownership is offered to the user, each to accept or decline; nothing when there are none. */
export function OfferedDocuments({ items }: { items: readonly DocumentSummary[] }) {
  const { list, sharing } = useMessages();
  const offered = items.filter(({ offeredUntil }) => typeof offeredUntil === 'string');
  if (offered.length === 0) return null;
  return (
    <ul className="requests" aria-label={sharing.offer.list}>
      {offered.map(({ id, title, offeredUntil }) => {
        const name = title || list.untitled;
        return (
          <li key={id} className="request">
            <OfferAnswer
              docId={id}
              title={name}
              heading={sharing.offer.titleOf(name)}
              until={offeredUntil ?? ''}
            />
          </li>
        );
      })}
    </ul>
  );
}
