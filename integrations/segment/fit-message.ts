import { segmentLimits, type SegmentMessage } from './segment-message.js';

/** A message that can be sent, with its size. */
export interface SizedMessage {
  readonly message: SegmentMessage;
  /** As JSON in UTF-8, with what the library adds. Unit: bytes. */
  readonly bytes: number;
}

/** What had to go for a message to fit. */
export type Shortening = 'user' | 'values';

/** A message as it can be sent; undefined when nothing makes it small enough. */
export interface FittedMessage {
  readonly sized: SizedMessage | undefined;
  /** Absent when it fitted as it was. */
  readonly shortening?: Shortening;
}

/** Values of properties and metadata from this size are left out of a message that is too large. Unit: bytes. */
const largeValueBytes = 1000;

/** What Segment's library adds to a message: its own name and version, and those of Node. Unit: bytes. */
const addedBytes = 300;

/**
 * Makes a message fit into what Segment takes: first it loses what `context` has of the user and of what properties say, then the
 * large values of its properties.
 * @throws what making it JSON throws: a `map` of the application's own may have put anything into it
 */
export function fitMessage(message: SegmentMessage): FittedMessage {
  const whole = sizedOf(message);
  if (fits(whole)) return { sized: whole };
  const { user: _user, metadata: _metadata, value: _value, ...context } = message.context ?? {};
  const withoutUser = sizedOf({ ...message, context });
  if (fits(withoutUser)) return { sized: withoutUser, shortening: 'user' };
  const withoutValues = sizedOf({ ...message, context, properties: withoutLargeValues(message.properties) });
  return { sized: fits(withoutValues) ? withoutValues : undefined, shortening: 'values' };
}

/** The large members of properties, and of the metadata in them, are left out. */
function withoutLargeValues(properties: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { metadata } = properties;
  const isObject = typeof metadata === 'object' && metadata !== null && !Array.isArray(metadata);
  return {
    ...smallMembersOf(properties),
    ...(isObject && { metadata: smallMembersOf({ ...metadata }) }),
  };
}

function smallMembersOf(members: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => bytesOf(value) < largeValueBytes));
}

function sizedOf(message: SegmentMessage): SizedMessage {
  return { message, bytes: bytesOf(message) + addedBytes };
}

function fits({ bytes }: SizedMessage): boolean {
  return bytes <= segmentLimits.messageBytes;
}

function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value) ?? '');
}
