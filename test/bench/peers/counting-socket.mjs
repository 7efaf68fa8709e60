// A WebSocket for the peers' own libraries: without compression, and with its traffic at hand.
import { WebSocket } from 'ws';

/** A class that a provider may construct once, and the TCP connection of what it constructed. */
export function countingSocket() {
  let made = null;
  class Plain extends WebSocket {
    constructor(url, protocols) {
      super(url, protocols, { perMessageDeflate: false });
      made = this;
    }
  }
  return { WebSocket: Plain, connection: () => made._socket };
}
