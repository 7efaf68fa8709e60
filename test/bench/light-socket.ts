import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';

/** The events of a socket, with the arrival times of the bytes. */
export interface SocketEvents {
  message(payload: Buffer, at: number): void;
  closed(code: number): void;
}

const OPCODES = { text: 1, binary: 2, close: 8, ping: 9 };
const PONG = Buffer.from([0x8a, 0x80, 0, 0, 0, 0]);

/**
 * A WebSocket client of minimal cost: payloads left as bytes, and a masking key of zero, which leaves the sent bytes
 * unchanged. The benchmark must not measure its own load.
 */
export class LightSocket {
  framesIn = 0;
  framesOut = 0;
  readonly #socket: Socket;
  #events: SocketEvents;
  // The beginning of a frame that needs `#missing` bytes more.
  #parts: Buffer[] = [];
  #missing = 0;
  // The beginning of a message in several frames.
  #fragments: Buffer[] = [];
  #code = 1006;

  private constructor(socket: Socket, events: SocketEvents) {
    this.#socket = socket;
    this.#events = events;
    socket.on('data', (chunk) => this.#read(chunk));
    socket.on('close', () => this.#events.closed(this.#code));
    socket.on('error', () => socket.destroy());
  }

  /** Everything received above TCP, frame headers and the upgrade included. */
  get bytesIn(): number {
    return this.#socket.bytesRead;
  }

  /** The same of what was sent. */
  get bytesOut(): number {
    return this.#socket.bytesWritten;
  }

  /** Connects and upgrades; `protocols` are the offered subprotocols. */
  static open(
    port: number,
    path: string,
    events: SocketEvents,
    protocols: readonly string[] = [],
  ): Promise<LightSocket> {
    return new Promise((resolve, reject) => {
      const socket = connect({ port, host: '127.0.0.1', noDelay: true });
      const key = randomBytes(16).toString('base64');
      const offer = protocols.length === 0 ? '' : `Sec-WebSocket-Protocol: ${protocols.join(', ')}\r\n`;
      socket.once('error', reject);
      socket.once('connect', () =>
        socket.write(
          `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
            `Sec-WebSocket-Key: ${key}\r\nSec-WebSocket-Version: 13\r\n${offer}\r\n`,
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

  /** Sends a string as a text frame, bytes as a binary one. */
  send(data: string | Uint8Array): void {
    const isText = typeof data === 'string';
    const length = isText ? Buffer.byteLength(data) : data.length;
    const head = length < 126 ? 6 : length < 65_536 ? 8 : 14;
    const frame = Buffer.allocUnsafe(head + length);
    frame[0] = 0x80 | (isText ? OPCODES.text : OPCODES.binary);
    if (head === 6) frame[1] = 0x80 | length;
    else if (head === 8) {
      frame[1] = 0x80 | 126;
      frame.writeUInt16BE(length, 2);
    } else {
      frame[1] = 0x80 | 127;
      frame.writeBigUInt64BE(BigInt(length), 2);
    }
    frame.writeUInt32BE(0, head - 4);
    if (isText) frame.write(data, head);
    else frame.set(data, head);
    this.framesOut++;
    this.#socket.write(frame);
  }

  /** Drops the connection. */
  destroy(): void {
    this.#socket.destroy();
  }

  #read(chunk: Buffer): void {
    const at = performance.now();
    let bytes = chunk;
    if (this.#parts.length > 0) {
      this.#parts.push(chunk);
      this.#missing -= chunk.length;
      // A large frame comes in many chunks: joining them for each would copy its bytes again and again.
      if (this.#missing > 0) return;
      bytes = Buffer.concat(this.#parts);
      this.#parts = [];
    }
    let start = 0;
    while (start < bytes.length) {
      const left = bytes.length - start;
      const head = left < 2 ? 2 : headLength(bytes, start);
      const length = left < head ? head : head + payloadLength(bytes, start, head);
      if (left < length) {
        this.#parts = [bytes.subarray(start)];
        this.#missing = length - left;
        return;
      }
      this.#receive(bytes[start] ?? 0, bytes.subarray(start + head, start + length), at);
      start += length;
    }
  }

  #receive(first: number, payload: Buffer, at: number): void {
    const opcode = first & 0x0f;
    if (opcode === OPCODES.close) {
      if (payload.length >= 2) this.#code = payload.readUInt16BE(0);
      this.#socket.destroy();
    } else if (opcode === OPCODES.ping) this.#socket.write(PONG);
    else if (opcode <= OPCODES.binary) this.#receiveData((first & 0x80) !== 0, payload, at);
  }

  #receiveData(isLast: boolean, payload: Buffer, at: number): void {
    if (!isLast) {
      this.#fragments.push(payload);
      return;
    }
    const whole = this.#fragments.length === 0 ? payload : Buffer.concat([...this.#fragments, payload]);
    this.#fragments = [];
    this.framesIn++;
    this.#events.message(whole, at);
  }
}

/** The length of a frame's header, from its second byte. */
function headLength(bytes: Buffer, start: number): number {
  const length = (bytes[start + 1] ?? 0) & 0x7f;
  if (length === 127) return 10;
  return length === 126 ? 4 : 2;
}

/** The length of the payload behind a whole header of `head` bytes. */
function payloadLength(bytes: Buffer, start: number, head: number): number {
  if (head === 10) return Number(bytes.readBigUInt64BE(start + 2));
  return head === 4 ? bytes.readUInt16BE(start + 2) : (bytes[start + 1] ?? 0) & 0x7f;
}
