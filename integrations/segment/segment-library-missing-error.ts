/** A sink was given a write key, and Segment's library cannot be loaded. Its events are lost, and counted as `refused`. */
export class SegmentLibraryMissingError extends Error {
  override readonly name = 'SegmentLibraryMissingError';
  /** Stable; match on this rather than on the class. */
  readonly code = 'segment_library_missing';

  /** @param cause what loading it threw */
  constructor(cause: unknown) {
    super(
      '@segment/analytics-node cannot be loaded. Install it (npm install @segment/analytics-node), or give the sink a `client` or ' +
        '`send` in place of `writeKey`.',
      { cause },
    );
  }
}
