import { createHash } from 'node:crypto';

/**
 * The id by which Segment recognises a message that it was sent before: the same for an event whenever it is sent by the sink of
 * this name, and another for every other event. 43 characters; Segment takes fewer than 100.
 */
export function messageIdOf(sinkName: string, eventID: string): string {
  return createHash('sha256').update(`${sinkName}\n${eventID}`).digest('base64url');
}

/** A number from 0 up to 1 that is the same for an event whenever it is asked for: what samples are taken by. */
export function shareOf(eventID: string): number {
  return createHash('sha256').update(eventID).digest().readUInt32BE(0) / 2 ** 32;
}
