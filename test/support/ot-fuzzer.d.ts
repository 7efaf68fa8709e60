declare module 'ot-fuzzer' {
  /** Runs random operations of an OT type through apply, compose and transform; throws on the first contradiction. */
  export default function fuzzer(
    type: object,
    generate: (document: never) => [unknown, unknown],
    iterations?: number,
  ): void;
}
