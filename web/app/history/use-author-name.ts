import type { Author } from '../../api/history.ts';
import { useMessages } from '../../ui/i18n/i18n.tsx';

/** What an author is called: a guest is marked, and one whose account is gone is somebody. */
export function useAuthorName(): (author: Author) => string {
  const { history, sharing } = useMessages();
  return ({ name, guest }) => {
    if (name === null) return history.somebody;
    return guest ? sharing.guest.name(name) : name;
  };
}
