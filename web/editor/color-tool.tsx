import { Baseline } from 'lucide-react';
import type Quill from 'quill/core.js';
import { Button as AriaButton, Dialog, DialogTrigger, Popover } from 'react-aria-components';
import { Button } from '../ui/components/button.tsx';
import { useMessages } from '../ui/i18n/i18n.tsx';
import { HIGHLIGHTS, TEXT_COLORS } from './blots/blots.ts';
import { returnToText } from './caret/keep-caret.ts';
import { applyFormat, type Format } from './use-format.ts';

/** The menu of text and highlight colours. */
export function ColorTool({ quill, format }: { quill: Quill; format: Format }) {
  const { tools } = useMessages().editor;
  return (
    <DialogTrigger onOpenChange={(open) => open && returnToText(quill)}>
      <AriaButton className="icon-button tool" aria-label={tools.color} preventFocusOnPress>
        <Baseline size={17} aria-hidden="true" />
      </AriaButton>
      <Popover className="popover" placement="bottom">
        <Dialog className="colors" aria-label={tools.color}>
          {({ close }) => (
            <>
              <Palette
                label={tools.textColor}
                kind="color"
                values={TEXT_COLORS}
                names={tools.colorNames}
                current={format.color}
                none={tools.noColor}
                onPick={(value) => {
                  applyFormat(quill, 'color', value);
                  close();
                }}
              />
              <Palette
                label={tools.highlight}
                kind="background"
                values={HIGHLIGHTS}
                names={tools.highlightNames}
                current={format.background}
                none={tools.noColor}
                onPick={(value) => {
                  applyFormat(quill, 'background', value);
                  close();
                }}
              />
            </>
          )}
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}

interface PaletteProps {
  label: string;
  kind: 'color' | 'background';
  values: readonly string[];
  names: readonly string[];
  current: unknown;
  none: string;
  onPick: (value: string | false) => void;
}

function Palette({ label, kind, values, names, current, none, onPick }: PaletteProps) {
  return (
    <fieldset className="palette">
      <legend>{label}</legend>
      <div className="palette-row">
        {values.map((value, index) => (
          <AriaButton
            key={value}
            className="palette-color"
            aria-label={names[index] ?? value}
            aria-pressed={current === value}
            {...{ [`data-${kind}`]: value }}
            onPress={() => onPick(value)}
          >
            A
          </AriaButton>
        ))}
      </div>
      <Button variant="plain" onPress={() => onPick(false)}>
        {none}
      </Button>
    </fieldset>
  );
}
