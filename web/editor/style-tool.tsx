import { Check, ChevronDown } from 'lucide-react';
import type Quill from 'quill/core.js';
import { Button as AriaButton, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import { useMessages } from '../ui/i18n/i18n.tsx';
import { returnToText } from './caret/keep-caret.ts';
import { applyFormat, type Format } from './use-format.ts';

const STYLES = ['text', 'h1', 'h2', 'h3', 'quote', 'code'] as const;
type Style = (typeof STYLES)[number];

/** The menu of paragraph styles, which shows that of the caret. */
export function StyleTool({ quill, format }: { quill: Quill; format: Format }) {
  const { tools } = useMessages().editor;
  const current = styleOf(format);
  return (
    <MenuTrigger onOpenChange={(open) => open && returnToText(quill)}>
      <AriaButton
        className="style-button"
        aria-label={`${tools.style}: ${tools.styles[current]}`}
        preventFocusOnPress
      >
        {tools.styles[current]}
        <ChevronDown size={14} aria-hidden="true" />
      </AriaButton>
      <Popover className="popover" placement="bottom start">
        <Menu className="menu" aria-label={tools.style} onAction={(key) => applyStyle(quill, key as Style)}>
          {STYLES.map((style) => (
            <MenuItem
              key={style}
              id={style}
              textValue={tools.styles[style]}
              className="menu-item"
              data-style={style}
            >
              <span>{tools.styles[style]}</span>
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
  return STYLES.find((style) => style === `h${format.header}`) ?? 'text';
}

function applyStyle(quill: Quill, style: Style): void {
  const level = { h1: 1, h2: 2, h3: 3 }[style as string];
  if (style === 'quote') applyFormat(quill, 'blockquote', true);
  else if (style === 'code') applyFormat(quill, 'code-block', true);
  else if (level !== undefined) applyFormat(quill, 'header', level);
  else for (const name of ['header', 'blockquote', 'code-block']) applyFormat(quill, name, false);
}
