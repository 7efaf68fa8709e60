import './styles/absent.css';
import { useId, useLayoutEffect, useRef, useState } from 'react';
import type { GivenRole } from '../../../api/sharing.ts';
import { Button } from '../../../ui/components/button.tsx';
import { Choice } from '../../../ui/components/field.tsx';
import { useMessages } from '../../../ui/i18n/i18n.tsx';
import { OFFERED_ROLES } from '../../shell/offered.ts';
import type { AbsentOffer } from './use-absent.ts';

interface AbsentPanelProps {
  offer: AbsentOffer;
  isPending: boolean;
  onShare: (role: GivenRole) => void;
  onAsk: () => void;
  onLeave: () => void;
  onClose: () => void;
}

/** Asks what to do about people whom a comment names and who cannot read the document. It takes the focus. */
export function AbsentPanel({ offer, isPending, onShare, onAsk, onLeave, onClose }: AbsentPanelProps) {
  const { review, roles, sharing, common } = useMessages();
  const { absent } = review.compose;
  const [role, setRole] = useState<GivenRole>('commenter');
  const panel = useRef<HTMLDivElement>(null);
  const id = useId();
  const { people, more, owner, mayShare } = offer;
  const who = absent.people(people.map((person) => ('email' in person ? person.email : person.name)));
  useLayoutEffect(() => panel.current?.focus({ preventScroll: true }), []);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is of a form.
    <div
      ref={panel}
      className="absent"
      role="group"
      aria-labelledby={id}
      tabIndex={-1}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        onClose();
      }}
    >
      <p id={id}>{mayShare ? absent.share(who) : absent.ask(who, owner.name)}</p>
      {more > 0 && <p className="absent-more">{absent.more(more)}</p>}
      {mayShare && (
        <Choice
          label={sharing.role}
          value={role}
          onChange={setRole}
          options={OFFERED_ROLES.map((given) => ({ id: given, text: roles[given] }))}
        />
      )}
      <div className="composer-actions absent-actions">
        <Button variant="plain" isDisabled={isPending} onPress={onClose}>
          {common.cancel}
        </Button>
        <Button variant="quiet" isDisabled={isPending} onPress={onLeave}>
          {mayShare ? absent.withoutSharing : absent.withoutAsking}
        </Button>
        <Button variant="primary" isPending={isPending} onPress={mayShare ? () => onShare(role) : onAsk}>
          {mayShare ? absent.shareAndSend : absent.askAndSend}
        </Button>
      </div>
    </div>
  );
}
