import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';

/** The events of a socket, with the arrival times of the bytes. */
export interface SocketEvents {
  message(payload: Buffer, at: number): void;
  closed(code: number): void;
}

/**
 * A WebSocket client of minimal cost: text frames only, payloads left as bytes, and a masking key of zero, which leaves
 * the sent bytes unchanged. The benchmark must not measure its own load.
 */
export class LightSocket {
  bytesIn = 0;
  bytesOut = 0;
  readonly #socket: Socket;
  #events: SocketEvents;
  #rest: Buffer = Buffer.alloc(0);
  #code = 1006;

  private constructor(socket: Socket, events: SocketEvents) {
    this.#socket = socket;
    this.#events = events;
    socket.on('data', (chunk) => this.#read(chunk));
    socket.on('close', () => this.#events.closed(this.#code));
    socket.on('error', () => socket.destroy());
  }

  /** Connects and upgrades; `protocols` are offered beside ours. */
  static open(
    port: number,
    path: string,
    events: SocketEvents,
    protocols: readonly string[] = [],
  ): Promise<LightSocket> {
    return new Promise((resolve, reject) => {
      const socket = connect({ port, host: '127.0.0.1', noDelay: true });
      const key = randomBytes(16).toString('base64');
      socket.once('error', reject);
      socket.once('connect', () =>
        socket.write(
          `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
            `Sec-WebSocket-Key: ${key}\r\nSec-WebSocket-Version: 13\r\n` +
            `Sec-WebSocket-Protocol: ${['collab.v1', ...protocols].join(', ')}\r\n\r\n`,
        ),
      );
      let head: Buffer = Buffer.alloc(0);
      const upgrade = (chunk: Buffer): void => {
        head = Buffer.concat([head, chunk]);
        const end = head.indexOf('\r\n\r\n');
        if (end === -1) return;
        socket.off('data', upgrade);
        socket.off('error', reject);
        const status = head.subarray(0, head.indexOf('\r\n')).toString();
        if (!status.includes(' 101 ')) {
          socket.destroy();
          reject(new Error(`no upgrade: ${status}`));
          return;
        }
        const opened = new LightSocket(socket, events);
        resolve(opened);
        const rest = head.subarray(end + 4);
        if (rest.length > 0) queueMicrotask(() => opened.#read(rest));
      };
      socket.on('data', upgrade);
    });
  }

  /** Sends one text frame of ASCII. */
  send(text: string): void {
    const { length } = text;
    const head = length < 126 ? 6 : length < 65_536 ? 8 : 14;
    const frame = Buffer.alloc(head + length);
    frame[0] = 0x81;
    if (head === 6) frame[1] = 0x80 | length;
    else if (head === 8) {
      frame[1] = 0x80 | 126;
      frame.writeUInt16BE(length, 2);
    } else {
      frame[1] = 0x80 | 127;
      frame.writeBigUInt64BE(BigInt(length), 2);
    }
    frame.write(text, head, 'latin1');
    this.bytesOut += frame.length;
    this.#socket.write(frame);
  }

  /** Drops the connection. */
  destroy(): void {
    this.#socket.destroy();
  }

  #read(chunk: Buffer): void {
    const at = performance.now();
    this.bytesIn += chunk.length;
    let bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    while (bytes.length >= 2) {
      const opcode = (bytes[0] ?? 0) & 0x0f;
      let length = (bytes[1] ?? 0) & 0x7f;
      let head = 2;
      if (length === 126) {
        if (bytes.length < 4) break;
        length = bytes.readUInt16BE(2);
        head = 4;
      } else if (length === 127) {
        if (bytes.length < 10) break;
        length = Number(bytes.readBigUInt64BE(2));
        head = 10;
      }
      if (bytes.length < head + length) break;
      const payload = bytes.subarray(head, head + length);
      bytes = bytes.subarray(head + length);
      if (opcode === 1) this.#events.message(payload, at);
      else if (opcode === 8) {
        if (length >= 2) this.#code = payload.readUInt16BE(0);
        this.#socket.destroy();
      }
    }
    this.#rest = bytes;
  }
}
