/**
 * Gives Shift-Tab its name where the browser does not: in WebKitGTK the key is `Unidentified`, its code alone says `Tab`.
 * The named press goes to everything that listens for it, and decides for the nameless one whether the focus moves.
 */
export function nameTabKey(): void {
  for (const type of ['keydown', 'keyup'] as const) {
    addEventListener(
      type,
      (event) => {
        if (event.key !== 'Unidentified' || event.code !== 'Tab') return;
        event.stopImmediatePropagation();
        const { code, shiftKey, ctrlKey, altKey, metaKey, repeat } = event;
        const init = { key: 'Tab', code, shiftKey, ctrlKey, altKey, metaKey, repeat };
        const named = new KeyboardEvent(type, { ...init, bubbles: true, cancelable: true, composed: true });
        if (!(event.target ?? document).dispatchEvent(named)) event.preventDefault();
      },
      { capture: true },
    );
  }
}
