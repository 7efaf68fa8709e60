import type { Author } from '../../api/history.ts';
import { useMessages } from '../../ui/i18n/i18n.tsx';

/** The name of an author: a guest is marked as one, and a deleted account has a general name. */
export function useAuthorName(): (author: Author) => string {
  const { history, sharing } = useMessages();
  return ({ name, guest }) => {
    if (name === null) return history.somebody;
    return guest ? sharing.guest.name(name) : name;
  };
}
