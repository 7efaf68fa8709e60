import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { may } from '../../../../src/protocol/permissions.ts';
import { changeRole, type GivenRole, invite, listMembers, type Member } from '../../../api/sharing.ts';
import { sharingKey } from '../../share/use-sharing.ts';
import { addressesIn, mentionByAddress } from './addresses.ts';
import { useDesk } from './desk.ts';
import type { KeptText } from './kept-texts.ts';
import { isMentioned, type Mentioned } from './mention-text.ts';

/** How many people a comment may be shared with at once. */
const MOST = 10;

/** A person whom a comment names and who is no member: by an address, or a user who has lost their role. */
export type AbsentPerson = { email: string } | Mentioned;

/** What can be done about such people. */
export interface AbsentOffer {
  people: readonly AbsentPerson[];
  /** How many more the comment names, who stay plain text. */
  more: number;
  owner: Mentioned;
  /** Whether the user may share the document; otherwise its owner can be asked to. */
  mayShare: boolean;
}

/** Finds people who cannot read a comment, before it is sent. */
export interface Absentees {
  offer: AbsentOffer | null;
  /** Offers what can be done about the addresses that a comment names; false when there is nothing to ask. */
  askAboutAddresses(said: KeptText): Promise<boolean>;
  /** The same about the users it mentions, after the server refused one; false when all are members. */
  askAboutUsers(said: KeptText): Promise<boolean>;
  /**
   * Shares the document with them, one after the other. `keep` gets the comment, which mentions each who has an account.
   * Rejects with the first refusal: then those before it have their role, and are offered no more.
   */
  share(said: KeptText, role: GivenRole, keep: (said: KeptText) => void): Promise<KeptText>;
  /** Leaves them plain text, and asks about them no more. */
  leave(said: KeptText): KeptText;
  close(): void;
}

/** The people of a comment who are no members of the document. Who may not know the members is never asked. */
export function useAbsent(): Absentees {
  const { docId, me, may: mayHere } = useDesk();
  const queries = useQueryClient();
  const [offer, setOffer] = useState<AbsentOffer | null>(null);
  const answered = useRef(new Set<string>());

  const ask = async (find: (members: readonly Member[]) => AbsentPerson[]): Promise<boolean> => {
    const queryKey = sharingKey(docId, 'members');
    const members = await queries
      .fetchQuery({ queryKey, queryFn: ({ signal }) => listMembers(docId, signal), staleTime: 0 })
      .catch(() => []);
    const owner = members.find(({ role }) => role === 'owner')?.user;
    const found = find(members);
    // Without the members the comment is sent as it is: the server knows whom it may mention.
    if (owner === undefined || found.length === 0) return false;
    const own = members.find(({ user }) => user.id === me.id)?.role;
    const mayShare = own !== undefined && may(own, 'share');
    setOffer({ people: found.slice(0, MOST), more: Math.max(0, found.length - MOST), owner, mayShare });
    return true;
  };
  return {
    offer,
    askAboutAddresses: async (said) => {
      const emails = addressesIn(said).filter((email) => !answered.current.has(email));
      return emails.length > 0 && mayHere.readMembers && ask(() => emails.map((email) => ({ email })));
    },
    askAboutUsers: (said) =>
      ask((members) =>
        said.mentions.filter(
          (one) => isMentioned(said.text, one) && !members.some(({ user }) => user.id === one.id),
        ),
      ),
    share: async (said, role, keep) => {
      let now = said;
      for (const person of offer?.people ?? []) {
        if ('email' in person) {
          const { member } = await invite(docId, { email: person.email, role });
          answered.current.add(person.email);
          if (member) now = mentionByAddress(now, person.email, member.user);
        } else await changeRole(docId, person.id, role);
        keep(now);
        setOffer((left) => left && { ...left, people: left.people.filter((one) => one !== person) });
      }
      setOffer(null);
      void queries.invalidateQueries({ queryKey: sharingKey(docId) });
      return now;
    },
    leave: (said) => {
      const people = offer?.people ?? [];
      for (const person of people) if ('email' in person) answered.current.add(person.email);
      setOffer(null);
      return {
        ...said,
        mentions: said.mentions.filter(({ id }) => !people.some((one) => 'id' in one && one.id === id)),
      };
    },
    close: () => setOffer(null),
  };
}
