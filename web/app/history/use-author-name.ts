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

/** How the suggestions of some people are told that others accepted. */
export function useAcceptance(): (suggesters: readonly Author[], acceptors: readonly Author[]) => string {
  const { suggested, suggestedAlone } = useMessages().history;
  const nameOf = useAuthorName();
  return (suggesters, acceptors) => {
    const names = (people: readonly Author[]) => people.map(nameOf).join(', ');
    const [only, ...others] = new Set([...suggesters, ...acceptors].map(({ id }) => id));
    if (only !== undefined && others.length === 0) return suggestedAlone(names(suggesters));
    return suggested(names(suggesters), names(acceptors));
  };
}
