import {
  Bold,
  Code,
  IndentDecrease,
  IndentIncrease,
  Italic,
  Link as LinkIcon,
  List,
  ListChecks,
  ListOrdered,
  Redo2,
  Strikethrough,
  Underline,
  Undo2,
} from 'lucide-react';
import type Quill from 'quill/core.js';
import type { ComponentType } from 'react';
import {
  Toolbar as AriaToolbar,
  Group,
  Separator,
  ToggleButton,
  Tooltip,
  TooltipTrigger,
} from 'react-aria-components';
import { IconButton } from '../ui/components/button.tsx';
import { useMessages } from '../ui/i18n/i18n.tsx';
import { returnToText } from './caret/keep-caret.ts';
import { ColorTool } from './color-tool.tsx';
import { ImageTool } from './image-tool.tsx';
import { indentLines } from './keyboard/indent.ts';
import { MoreTool } from './more-tool.tsx';
import { StyleTool } from './style-tool.tsx';
import { TableTool } from './table-tool.tsx';
import { applyFormat, useToolState } from './use-format.ts';

const MARKS = [
  { name: 'bold', Icon: Bold },
  { name: 'italic', Icon: Italic },
  { name: 'underline', Icon: Underline },
  { name: 'strike', Icon: Strikethrough },
  { name: 'code', Icon: Code },
] as const;

const LISTS = [
  { name: 'bullet', values: ['bullet'], Icon: List },
  { name: 'ordered', values: ['ordered'], Icon: ListOrdered },
  { name: 'check', values: ['unchecked', 'checked'], Icon: ListChecks },
] as const;

interface ToolbarProps {
  quill: Quill;
  onLink: () => void;
  /** Shows the keyboard help. */
  onKeys: () => void;
  /** Inserts a footnote, or edits the selected one. */
  onFootnote: () => void;
}

/** The editor's toolbar: one tab stop, with arrow keys inside. */
export function Toolbar({ quill, onLink, onKeys, onFootnote }: ToolbarProps) {
  const { editor } = useMessages();
  const { tools } = editor;
  const { format, canUndo, canRedo } = useToolState(quill);
  return (
    <AriaToolbar aria-label={editor.toolbar} className="tools">
      <Group className="tools-group">
        <IconButton
          label={tools.undo}
          isDisabled={!canUndo}
          preventFocusOnPress
          onPress={() => step(quill, 'undo')}
        >
          <Undo2 size={17} aria-hidden="true" />
        </IconButton>
        <IconButton
          label={tools.redo}
          isDisabled={!canRedo}
          preventFocusOnPress
          onPress={() => step(quill, 'redo')}
        >
          <Redo2 size={17} aria-hidden="true" />
        </IconButton>
      </Group>
      <Separator orientation="vertical" className="tools-line" />
      <StyleTool quill={quill} format={format} />
      <Separator orientation="vertical" className="tools-line" />
      <Group className="tools-group">
        {MARKS.map(({ name, Icon }) => (
          <Toggle
            key={name}
            label={tools[name]}
            Icon={Icon}
            on={Boolean(format[name])}
            onChange={(on) => applyFormat(quill, name, on)}
          />
        ))}
        <ColorTool quill={quill} format={format} />
        <Toggle label={tools.link} Icon={LinkIcon} on={Boolean(format.link)} onChange={onLink} />
      </Group>
      <Separator orientation="vertical" className="tools-line" />
      <Group className="tools-group">
        {LISTS.map(({ name, values, Icon }) => (
          <Toggle
            key={name}
            label={tools[name]}
            Icon={Icon}
            on={(values as readonly unknown[]).includes(format.list)}
            onChange={(on) => applyFormat(quill, 'list', on && values[0])}
          />
        ))}
        <IconButton label={tools.outdent} preventFocusOnPress onPress={() => indentAtCaret(quill, true)}>
          <IndentDecrease size={17} aria-hidden="true" />
        </IconButton>
        <IconButton label={tools.indent} preventFocusOnPress onPress={() => indentAtCaret(quill, false)}>
          <IndentIncrease size={17} aria-hidden="true" />
        </IconButton>
        <TableTool quill={quill} format={format} />
        <ImageTool quill={quill} />
        <MoreTool quill={quill} format={format} onKeys={onKeys} onFootnote={onFootnote} />
      </Group>
    </AriaToolbar>
  );
}

function indentAtCaret(quill: Quill, backwards: boolean): void {
  const { index, length } = quill.selection.savedRange;
  quill.focus({ preventScroll: true });
  indentLines(quill, { index, length }, backwards);
}

function step(quill: Quill, direction: 'undo' | 'redo'): void {
  quill.history[direction]();
  returnToText(quill);
}

interface ToggleProps {
  label: string;
  Icon: ComponentType<{ size?: number; 'aria-hidden'?: 'true' }>;
  on: boolean;
  onChange: (on: boolean) => void;
}

function Toggle({ label, Icon, on, onChange }: ToggleProps) {
  return (
    <TooltipTrigger delay={500} closeDelay={0}>
      <ToggleButton
        aria-label={label}
        className="icon-button tool"
        isSelected={on}
        // The caret stays in the text: a press formats and does not move the focus.
        preventFocusOnPress
        onChange={onChange}
      >
        <Icon size={17} aria-hidden="true" />
      </ToggleButton>
      <Tooltip className="tooltip" offset={6}>
        {label}
      </Tooltip>
    </TooltipTrigger>
  );
}
