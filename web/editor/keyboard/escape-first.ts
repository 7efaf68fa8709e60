/** Whether Escape was the key before this one, which makes Tab leave the text instead of indenting. */
export class EscapeFirst {
  private pressed = false;

  /** Follows the keys pressed in an element. */
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

  /** Answers whether it was, and forgets it. */
  take(): boolean {
    const pressed = this.pressed;
    this.pressed = false;
    return pressed;
  }
}
