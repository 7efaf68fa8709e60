import { EllipsisVertical, X } from 'lucide-react';
import { Button as AriaButton, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import type { ShownSuggestion } from '../../../collab/index.ts';
import { IconButton } from '../../../ui/components/button.tsx';
import { useToast } from '../../../ui/components/toast.tsx';
import { useMessages } from '../../../ui/i18n/i18n.tsx';
import { useCopy } from '../../../ui/use-copy.ts';
import { useDesk } from './desk.ts';

interface SuggestionMenuProps {
  suggestion: ShownSuggestion;
  /** Who made it. */
  name: string;
}

/** What else can be done with an open card of a suggestion, and its end. */
export function SuggestionMenu({ suggestion: { told, isOwn }, name }: SuggestionMenuProps) {
  const { review, suggestions: words, common } = useMessages();
  const { docId, session, isSuggesting, choose } = useDesk();
  const copy = useCopy();
  const toast = useToast();
  const actions = [
    ...(told === null
      ? []
      : [
          {
            id: 'link',
            text: review.copyLink,
            run: () => copy(`${location.origin}/d/${docId}?suggestion=${told.id}`, review.linkCopied),
          },
        ]),
    ...(isOwn && isSuggesting
      ? [
          {
            id: 'begin',
            text: words.begin,
            run: () => {
              session.beginSuggestion();
              toast({ text: words.begun, tone: 'plain' });
              choose(null, 'card');
            },
          },
        ]
      : []),
  ];
  return (
    <>
      {actions.length > 0 && (
        <MenuTrigger>
          <AriaButton className="icon-button" aria-label={words.actions(name)}>
            <EllipsisVertical size={16} aria-hidden="true" />
          </AriaButton>
          <Popover className="popover" placement="bottom end">
            <Menu className="menu" onAction={(key) => actions.find(({ id }) => id === key)?.run()}>
              {actions.map(({ id, text }) => (
                <MenuItem key={id} id={id} className="menu-item">
                  {text}
                </MenuItem>
              ))}
            </Menu>
          </Popover>
        </MenuTrigger>
      )}
      <IconButton label={common.close} onPress={() => choose(null, 'card')}>
        <X size={16} aria-hidden="true" />
      </IconButton>
    </>
  );
}
