import { Star } from 'lucide-react';
import { ToggleButton } from 'react-aria-components';
import type { DocumentSummary } from '../../api/types.ts';
import { useMessages } from '../../ui/i18n/i18n.tsx';
import { useStar } from '../actions/use-star.ts';

/** The user's star of a document. */
export function StarButton({ item }: { item: DocumentSummary }) {
  const { list } = useMessages();
  const { isStarred, set } = useStar(item);
  return (
    <ToggleButton
      className="icon-button row-star"
      aria-label={list.star(item.title || list.untitled)}
      isSelected={isStarred}
      onChange={set}
    >
      <Star size={17} aria-hidden="true" fill={isStarred ? 'currentColor' : 'none'} />
    </ToggleButton>
  );
}
