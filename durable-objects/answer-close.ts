// Codes that say why a socket closed, and that no close frame may carry (RFC 6455, 7.4.1).
const UNSENDABLE: readonly number[] = [1005, 1006, 1015];

/**
 * Answers the close of a socket by its client with the same code. The platform does so by itself for other sockets, but
 * not for one that may hibernate: its client would wait for the answer, and see a lost connection (1006) after 20 s.
 */
export function answerClose(socket: WebSocket, code: number): void {
  try {
    socket.close(UNSENDABLE.includes(code) ? 1000 : code);
  } catch {
    // It is closed already, or its client used a code that is not for clients.
  }
}
