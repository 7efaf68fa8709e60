/** Whether Escape was the previous key, so that Tab leaves the text instead of indenting. */
export class EscapeFirst {
  private pressed = false;

  /** Observes the keys pressed in an element. */
  watch(root: HTMLElement): void {
    const follow = (event: KeyboardEvent) => {
      if (event.key === 'Escape') this.pressed = !event.isComposing;
      else if (event.key !== 'Tab' && event.key !== 'Shift') this.pressed = false;
    };
    root.addEventListener('keydown', follow, { capture: true });
    root.addEventListener('focusout', () => {
      this.pressed = false;
    });
  }

  /** Returns whether it was, and resets. */
  take(): boolean {
    const pressed = this.pressed;
    this.pressed = false;
    return pressed;
  }
}
