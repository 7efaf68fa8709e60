/** Asks the user before the page is left while unsaved work would be lost. */
export class LeaveGuard {
  private readonly countAtRisk: () => number;

  /** `countAtRisk` returns how many changes are neither on this device nor on the server. */
  constructor(countAtRisk: () => number) {
    this.countAtRisk = countAtRisk;
  }

  /** Starts asking. */
  watch(): void {
    addEventListener('beforeunload', this.ask);
  }

  /** Stops asking. */
  end(): void {
    removeEventListener('beforeunload', this.ask);
  }

  private readonly ask = (event: BeforeUnloadEvent): void => {
    if (this.countAtRisk() > 0) event.preventDefault();
  };
}
