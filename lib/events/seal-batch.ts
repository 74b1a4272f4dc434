import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

import type { LoggableEvent } from './loggable-event.js';

const compress = promisify(gzip);

/**
 * Texts beyond this much begin another body. Well below what the service takes in one request (10 MB), and far below the
 * longest text that the engine can hold. Unit: characters.
 */
const mostCharacters = 4_000_000;

/** The body of one request. */
export interface SealedBody {
  /** Gzip-compressed JSON. */
  readonly body: Uint8Array;
  readonly eventCount: number;
}

/**
 * Turns events into the bodies of requests, `{"events":[…],"statsigMetadata":{…}}`: one, or several when the events are
 * large. The texts of the events are joined as they are, and compressed outside the event loop. An event whose `toJson`
 * throws is left out, and the counts say so.
 */
export async function sealBatch(events: readonly LoggableEvent[], statsigMetadata: object): Promise<SealedBody[]> {
  const metadata = JSON.stringify(statsigMetadata);
  const bodies: SealedBody[] = [];
  for (const texts of portionsOf(events)) {
    const body = await compress(`{"events":[${texts.join(',')}],"statsigMetadata":${metadata}}`);
    bodies.push({ body, eventCount: texts.length });
  }
  return bodies;
}

/** The events as texts, cut where a portion grows too large; one event alone may exceed it. */
function* portionsOf(events: readonly LoggableEvent[]): Generator<readonly string[]> {
  let texts: string[] = [];
  let characters = 0;
  for (const event of events) {
    const text = textOf(event);
    if (text === undefined) continue;
    if (texts.length > 0 && characters + text.length > mostCharacters) {
      yield texts;
      texts = [];
      characters = 0;
    }
    texts.push(text);
    characters += text.length;
  }
  if (texts.length > 0) yield texts;
}

function textOf(event: LoggableEvent): string | undefined {
  try {
    return event.toJson();
  } catch {
    // Missing in the count, by which the caller reports it: one bad event must not cost the others.
    return undefined;
  }
}
