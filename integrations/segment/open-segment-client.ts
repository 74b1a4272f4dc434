import { AbortableFetch } from './abortable-fetch.js';
import { SegmentLibraryMissingError } from './segment-library-missing-error.js';
import type { LibraryClient } from './library-transport.js';
import { segmentLimits } from './segment-message.js';

/** Where a workspace of Segment is. Messages to another region than its own are lost, and Segment does not say so. */
export type SegmentRegion = 'us' | 'eu';

/** Source: https://segment.com/docs/guides/regional-segment/ */
const hosts: Readonly<Record<SegmentRegion, string>> = {
  us: 'https://api.segment.io',
  eu: 'https://events.eu1.segmentapis.com',
};

/**
 * Short, so that a few messages wait for hardly anything, and many leave in several requests side by side: the library holds up the event
 * loop for longer with a large one. Unit: milliseconds.
 */
const flushIntervalMs = 20;

/** How long the end of the client waits for what is under way. Unit: milliseconds. */
const closeTimeoutMs = 100;

/**
 * Makes a client of Segment's library, which is loaded here and nowhere else.
 * @throws SegmentLibraryMissingError when `@segment/analytics-node` is not installed
 */
export async function openSegmentClient({
  writeKey,
  region,
  host,
}: {
  readonly writeKey: string;
  readonly region: SegmentRegion;
  /** In place of the region's. */
  readonly host: string | undefined;
}): Promise<LibraryClient> {
  const { Analytics } = await loadLibrary();
  const requests = new AbortableFetch();
  const client = new Analytics({
    writeKey,
    host: host ?? hosts[region],
    flushAt: segmentLimits.batchMessages,
    flushInterval: flushIntervalMs,
    httpClient: requests.fetch,
  });
  return {
    client,
    close: async () => {
      await client.closeAndFlush({ timeout: closeTimeoutMs });
      requests.abortAll();
    },
    waitsForFlush: false,
  };
}

async function loadLibrary(): Promise<Pick<typeof import('@segment/analytics-node'), 'Analytics'>> {
  try {
    return await import('@segment/analytics-node');
  } catch (error) {
    throw new SegmentLibraryMissingError(error);
  }
}
