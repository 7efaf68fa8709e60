import { Avatar } from '../../../ui/components/avatar.tsx';
import { useMessages } from '../../../ui/i18n/i18n.tsx';
import type { Person } from './use-mentions.ts';

interface MentionPickerProps {
  /** The id of the field that it belongs to. */
  id: string;
  people: readonly Person[];
  chosen: number;
  onChoose: (person: Person) => void;
}

/** The people that can be mentioned. The focus stays in the field, whose keys move the choice. */
export function MentionPicker({ id, people, chosen, onChoose }: MentionPickerProps) {
  const { compose } = useMessages().review;
  return (
    <div id={`${id}-people`} className="popover mention-picker" role="listbox" aria-label={compose.people}>
      {people.map((person, n) => (
        <div
          key={person.id}
          id={optionId(id, person.id)}
          className="menu-item mention-option"
          role="option"
          tabIndex={-1}
          aria-selected={n === chosen}
          data-focused={n === chosen || undefined}
          // Before the field loses the focus, which closes the list.
          onPointerDown={(event) => {
            event.preventDefault();
            onChoose(person);
          }}
        >
          <Avatar name={person.name} color={person.color} />
          <bdi>{person.name}</bdi>
        </div>
      ))}
    </div>
  );
}

/** The id of the element of a person in the list of a field. */
export function optionId(id: string, personId: string): string {
  return `${id}-${personId}`;
}
