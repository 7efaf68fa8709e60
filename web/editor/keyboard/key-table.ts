import type { Messages } from '../../ui/i18n/en.ts';

type Action = keyof Messages['keyboard']['actions'];
type Group = keyof Messages['keyboard']['groups'];

/**
 * The keys of each action, for the help: each combination is a list of caps, with `next` and `or` between combinations.
 * Caps without a word in the catalogue are shown unchanged.
 */
export const KEY_TABLE: readonly [Group, readonly [Action, string][]][] = [
  [
    'moving',
    [
      ['leave', 'escape next tab'],
      ['leaveBack', 'escape next shift+tab'],
      ['tools', 'alt+F10'],
      ['find', 'mod+F'],
      ['history', 'mod+alt+shift+H'],
      ['help', 'mod+/'],
    ],
  ],
  [
    'review',
    [
      ['comment', 'mod+alt+M'],
      ['nextCard', 'mod+alt+N'],
      ['previousCard', 'mod+alt+P'],
      ['modeEditing', 'mod+alt+shift+Z'],
      ['modeSuggesting', 'mod+alt+shift+X'],
      ['modeViewing', 'mod+alt+shift+C'],
    ],
  ],
  [
    'editing',
    [
      ['undo', 'mod+Z'],
      ['redo', 'mod+Y or mod+shift+Z'],
      ['lineBreak', 'shift+enter'],
      ['indent', 'tab or shift+tab'],
      ['nextCell', 'tab or shift+tab'],
      ['leaveCode', '→'],
      ['mention', '@'],
    ],
  ],
  [
    'formatting',
    [
      ['bold', 'mod+B'],
      ['italic', 'mod+I'],
      ['underline', 'mod+U'],
      ['link', 'mod+K'],
      ['openLink', 'alt+enter'],
      ['footnote', 'mod+alt+F'],
      ['title', 'mod+alt+1 or 2 or 3'],
      ['text', 'mod+alt+0'],
    ],
  ],
  [
    'beginnings',
    [
      ['headingPrefix', '# or ## or ### next space'],
      ['bullet', '- or * next space'],
      ['ordered', '1. next space'],
      ['check', '[] or [x] next space'],
      ['quote', '> next space'],
      ['code', '``` next space'],
      ['divider', '--- next enter'],
      ['table', '/table next enter'],
      ['tableRow', '|a|b| next enter'],
      ['callout', '/note or /tip or /warning next enter'],
      ['calloutPrefix', '> [!note] next space'],
      ['footnoteCommand', '/footnote next enter'],
      ['pageBreak', '/page next enter'],
    ],
  ],
];
