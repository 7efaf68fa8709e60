import { connect, createServer, type Server, type Socket } from 'node:net';

/**
 * A wire between one browser and the app that can be cut: a proxy on loopback. A browser's own offline switch does not
 * affect open WebSockets, so it proves nothing about them; a cut here ends every connection and refuses new ones.
 */
export class Wire {
  readonly port: number;
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();
  private isCut = false;

  private constructor(server: Server, port: number) {
    this.server = server;
    this.port = port;
  }

  /** Creates a wire to `target`, a port on loopback. */
  static lay(target: number): Promise<Wire> {
    return new Promise((done, failed) => {
      const server = createServer((near) => wire.join(near, target));
      let wire: Wire;
      server.once('error', failed);
      server.listen(0, 'localhost', () => {
        const address = server.address();
        if (typeof address !== 'object' || !address) return failed(new Error('The wire has no port.'));
        wire = new Wire(server, address.port);
        done(wire);
      });
    });
  }

  /** Ends every connection, and refuses new ones until `mend`. */
  cut(): void {
    this.isCut = true;
    for (const socket of this.sockets) socket.resetAndDestroy();
  }

  /** Lets connections through again. */
  mend(): void {
    this.isCut = false;
  }

  /** Removes the wire. */
  remove(): Promise<void> {
    this.cut();
    return new Promise((done) => this.server.close(() => done()));
  }

  private join(near: Socket, target: number): void {
    if (this.isCut) {
      near.resetAndDestroy();
      return;
    }
    const far = connect(target, 'localhost');
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        this.sockets.delete(socket);
        other.destroy();
      });
      socket.pipe(other);
    }
  }
}
