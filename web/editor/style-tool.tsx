import { Check, ChevronDown } from 'lucide-react';
import type Quill from 'quill/core.js';
import { Button as AriaButton, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import { useMessages } from '../ui/i18n/i18n.tsx';
import { returnToText } from './caret/keep-caret.ts';
import { applyFormat, type Format } from './use-format.ts';

const STYLES = ['text', 'h1', 'h2', 'h3', 'quote', 'code', 'note', 'tip', 'warning'] as const;
const CALLOUTS: readonly unknown[] = ['note', 'tip', 'warning'] satisfies Style[];
type Style = (typeof STYLES)[number];

/** The menu of paragraph styles, which shows that of the caret. */
export function StyleTool({ quill, format }: { quill: Quill; format: Format }) {
  const { tools, blocks } = useMessages().editor;
  const names: Record<Style, string> = { ...tools.styles, ...blocks.callouts };
  const current = styleOf(format);
  return (
    <MenuTrigger onOpenChange={(open) => open && returnToText(quill)}>
      <AriaButton
        className="style-button"
        aria-label={`${tools.style}: ${names[current]}`}
        preventFocusOnPress
      >
        {names[current]}
        <ChevronDown size={14} aria-hidden="true" />
      </AriaButton>
      <Popover className="popover" placement="bottom start">
        <Menu className="menu" aria-label={tools.style} onAction={(key) => applyStyle(quill, key as Style)}>
          {STYLES.map((style) => (
            <MenuItem
              key={style}
              id={style}
              textValue={names[style]}
              className="menu-item"
              data-style={style}
            >
              <span>{names[style]}</span>
              {style === current && <Check size={15} aria-hidden="true" />}
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}

function styleOf(format: Format): Style {
  if (format['code-block']) return 'code';
  if (format.blockquote) return 'quote';
  return STYLES.find((style) => style === `h${format.header}` || style === format.callout) ?? 'text';
}

function applyStyle(quill: Quill, style: Style): void {
  const level = { h1: 1, h2: 2, h3: 3 }[style as string];
  if (style === 'quote') applyFormat(quill, 'blockquote', true);
  else if (style === 'code') applyFormat(quill, 'code-block', true);
  else if (level !== undefined) applyFormat(quill, 'header', level);
  else if (CALLOUTS.includes(style)) applyFormat(quill, 'callout', style);
  else for (const name of ['header', 'blockquote', 'code-block', 'callout']) applyFormat(quill, name, false);
}
