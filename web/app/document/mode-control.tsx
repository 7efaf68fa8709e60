import { Check, ChevronDown, Eye, MessageSquareDiff, Pencil } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { Button, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import type { Mode } from '../../collab/index.ts';
import { useMessages } from '../../ui/i18n/i18n.tsx';

const ICONS = { editing: Pencil, suggesting: MessageSquareDiff, viewing: Eye } as const;

interface ModeControlProps {
  mode: Mode;
  modes: readonly Mode[];
  onChoose: (mode: Mode) => void;
  /** The menu is about to open: the focus goes to where it shall return. */
  onOpen: () => void;
}

/** Shows what typing does, and offers the other modes. */
export function ModeControl({ mode, modes, onChoose, onOpen }: ModeControlProps) {
  const { modes: words } = useMessages();
  const Icon = ICONS[mode];
  return (
    <div className="mode">
      <MenuTrigger onOpenChange={(open) => open && onOpen()}>
        <Button
          className="style-button mode-button"
          data-mode={mode}
          aria-label={`${words.label}: ${words.names[mode]}`}
        >
          <Icon size={16} aria-hidden="true" />
          <span className="mode-name">{words.names[mode]}</span>
          <ChevronDown size={14} aria-hidden="true" />
        </Button>
        <Popover className="popover" placement="bottom end">
          <Menu
            className="menu"
            aria-label={words.label}
            selectionMode="single"
            disallowEmptySelection
            selectedKeys={[mode]}
            onAction={(key) => onChoose(key as Mode)}
          >
            {modes.map((one) => (
              <ModeItem key={one} mode={one} />
            ))}
          </Menu>
        </Popover>
      </MenuTrigger>
      <Announcement mode={mode} />
    </div>
  );
}

function ModeItem({ mode }: { mode: Mode }) {
  const { names, explain } = useMessages().modes;
  const Icon = ICONS[mode];
  return (
    <MenuItem id={mode} textValue={names[mode]} className="menu-item mode-item">
      {({ isSelected }) => (
        <>
          <Icon size={17} aria-hidden="true" />
          <span className="mode-words">
            {names[mode]}
            <small>{explain[mode]}</small>
          </span>
          {isSelected && <Check size={15} aria-hidden="true" />}
        </>
      )}
    </MenuItem>
  );
}

/** Tells screen readers of each change of the mode. */
function Announcement({ mode }: { mode: Mode }) {
  const { now } = useMessages().modes;
  const [text, setText] = useState('');
  const known = useRef(mode);
  useEffect(() => {
    if (known.current === mode) return;
    known.current = mode;
    setText(now[mode]);
  }, [mode, now]);
  return (
    <span className="visually-hidden" role="status">
      {text}
    </span>
  );
}
