/** A listed segment: its versions, and the bytes of its object. */
export interface SegmentRef {
  /** The version before its first. */
  from: number;
  to: number;
  key: string;
  size: number;
}

/**
 * Of segments sorted by `from`, those to read for the versions after `from`: at each version the one that reaches
 * furthest.
 */
export function covering(sorted: readonly SegmentRef[], from: number): SegmentRef[] {
  const chosen: SegmentRef[] = [];
  let at = from;
  let furthest: SegmentRef | null = null;
  for (let i = 0; ; ) {
    for (let ref = sorted[i]; ref !== undefined && ref.from <= at; ref = sorted[++i]) {
      if (ref.to > (furthest?.to ?? at)) furthest = ref;
    }
    if (furthest !== null && furthest.to > at) {
      chosen.push(furthest);
      at = furthest.to;
    } else {
      const next = sorted[i];
      if (next === undefined) return chosen;
      at = next.from;
    }
  }
}
