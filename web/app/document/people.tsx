import type { Account, Guest } from '../../api/types.ts';
import { Avatar } from '../../ui/components/avatar.tsx';
import { useMessages } from '../../ui/i18n/i18n.tsx';
import { useView, type ViewSource } from './page-view.ts';

// How many people have an avatar: where there is room, on a narrow screen, on a phone. The style sheet hides the rest.
const ROOM = [4, 2, 1];

/** The other users of the document: one avatar per person, for any number of windows. */
export function People({ live, user }: { live: ViewSource; user: Account | Guest }) {
  const { editor } = useMessages();
  const peers = useView(live, ({ peers }) => peers);
  const more = useView(live, ({ more }) => more);
  const people = new Map(peers.map((peer) => [peer.user.id, peer.user]));
  const shown = [...people.values()].slice(0, Math.max(...ROOM));
  return (
    <ul className="faces" aria-label={editor.here}>
      {shown.map((person) => (
        <li key={person.id}>
          <Avatar
            name={person.name}
            color={person.color}
            guest={person.guest ?? false}
            {...(person.id === user.id ? { title: editor.otherTab(person.name) } : {})}
          />
        </li>
      ))}
      {ROOM.map((room) => ({ room, rest: Math.max(0, people.size - room) + more }))
        .filter(({ rest }) => rest > 0)
        .map(({ room, rest }) => (
          <li key={room} className="faces-more" data-room={room} title={editor.more(rest)}>
            +{rest}
          </li>
        ))}
    </ul>
  );
}
