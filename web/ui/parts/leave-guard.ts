/** Asks before the page is left while something would be lost with it. */
export class LeaveGuard {
  private readonly countAtRisk: () => number;

  /** `countAtRisk` tells how many changes are neither on this device nor on the server. */
  constructor(countAtRisk: () => number) {
    this.countAtRisk = countAtRisk;
  }

  /** From now on. */
  watch(): void {
    addEventListener('beforeunload', this.ask);
  }

  /** Not any more. */
  end(): void {
    removeEventListener('beforeunload', this.ask);
  }

  private readonly ask = (event: BeforeUnloadEvent): void => {
    if (this.countAtRisk() > 0) event.preventDefault();
  };
}
