/**
 * Names Shift-Tab where the browser does not: in WebKitGTK its key is `Unidentified`, and only its code is `Tab`. A
 * named event is dispatched to all listeners, and its outcome decides whether the original event moves the focus.
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
