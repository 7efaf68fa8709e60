import type { Profile } from '../../../api/sharing.ts';
import { Avatar } from '../../../ui/components/avatar.tsx';
import type { Option } from '../../../ui/components/option-list.tsx';

/** A person as an option of a list, with their picture. */
export function personOption<T extends Pick<Profile, 'id' | 'name' | 'color'>>(person: T): T & Option {
  return { ...person, icon: <Avatar name={person.name} color={person.color} /> };
}
