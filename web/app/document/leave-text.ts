/** The first control of the bubble at the caret's link. */
function bubbleControl(): HTMLElement | null {
  return document.querySelector<HTMLElement>('.caret-bubble :is(a, button)');
}

/** The first enabled tool of the toolbar; null without one. */
export function firstTool(): HTMLElement | null {
  return document.querySelector<HTMLElement>('[role=toolbar] button:not([disabled])');
}

/**
 * Moves the focus out of the text: back to the toolbar or the title, or forward to the bubble or the end of the bar.
 * Returns whether there was anywhere to go.
 */
export function leaveText(backwards: boolean, title: HTMLElement | null, end: HTMLElement | null): boolean {
  const next = bubbleControl() ?? end?.querySelector<HTMLElement>('a, button');
  const target = backwards ? (firstTool() ?? title) : (next ?? title);
  target?.focus();
  return target !== null;
}
