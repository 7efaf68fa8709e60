/** Numbers and names in the header of a file. A read beyond its end is NaN or '', which no check accepts. */
export class Bytes {
  readonly bytes: Uint8Array;
  private readonly view: DataView;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get length(): number {
    return this.bytes.length;
  }

  u8(at: number): number {
    return this.bytes[at] ?? Number.NaN;
  }

  u16(at: number, littleEndian = false): number {
    return this.holds(at, 2) ? this.view.getUint16(at, littleEndian) : Number.NaN;
  }

  u24(at: number): number {
    return this.u8(at) + this.u8(at + 1) * 0x100 + this.u8(at + 2) * 0x10000;
  }

  u32(at: number, littleEndian = false): number {
    return this.holds(at, 4) ? this.view.getUint32(at, littleEndian) : Number.NaN;
  }

  /** The `length` bytes from `at` as Latin-1. */
  name(at: number, length = 4): string {
    return this.holds(at, length) ? String.fromCharCode(...this.bytes.subarray(at, at + length)) : '';
  }

  private holds(at: number, length: number): boolean {
    return at >= 0 && at + length <= this.bytes.length;
  }
}
