import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

import type { LoggableEvent } from './loggable-event.js';

const compress = promisify(gzip);

/** The body of one request. */
export interface SealedBody {
  /** Gzip-compressed JSON. */
  readonly body: Uint8Array;
  /** Events in it; the others could not be turned into JSON. */
  readonly eventCount: number;
}

/**
 * Turns events into the body of one request, `{"events":[…],"statsigMetadata":{…}}`. The texts of the events are joined as
 * they are, and compressed outside the event loop. An event whose `toJson` throws is left out, and the count says so.
 */
export async function sealBatch(events: readonly LoggableEvent[], statsigMetadata: object): Promise<SealedBody> {
  const texts: string[] = [];
  for (const event of events) {
    try {
      texts.push(event.toJson());
    } catch {
      // Missing in the count, by which the caller reports it: one bad event must not cost the others.
    }
  }
  const body = await compress(`{"events":[${texts.join(',')}],"statsigMetadata":${JSON.stringify(statsigMetadata)}}`);
  return { body, eventCount: texts.length };
}
