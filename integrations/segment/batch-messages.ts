import type { SizedMessage } from './fit-message.js';
import { segmentLimits, type SegmentMessage } from './segment-message.js';

/** What a request says beside its messages: the key, the time, the names of fields. Unit: bytes. */
const envelopeBytes = 2000;

/** Puts messages into batches that Segment takes, in their order: as few as the order allows. */
export function batchMessages(messages: readonly SizedMessage[]): SegmentMessage[][] {
  const { batchBytes, batchMessages: mostMessages } = segmentLimits;
  const batches: SegmentMessage[][] = [];
  let batch: SegmentMessage[] = [];
  let size = envelopeBytes;
  for (const { message, bytes } of messages) {
    // With a comma before it.
    if (batch.length > 0 && (size + bytes + 1 > batchBytes || batch.length === mostMessages)) {
      batches.push(batch);
      batch = [];
      size = envelopeBytes;
    }
    batch.push(message);
    size += bytes + 1;
  }
  if (batch.length > 0) batches.push(batch);
  return batches;
}
