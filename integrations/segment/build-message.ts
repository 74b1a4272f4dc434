import { sdkVersion } from 'statsig-nodekit';
import { cleanContent } from './clean-message.js';
import { compatContent } from './compat-message.js';
import type { ForwardedEvent } from './forwarded-event.js';
import { messageIdOf } from './message-id.js';
import { identityOf, idOf, type SegmentIdentifiers } from './segment-identifiers.js';
import type { SegmentIntegrations, SegmentMessage } from './segment-message.js';

/** How properties are shaped: like those of the hosted integration, or flat. */
export type SegmentFormat = 'compat' | 'clean';

/** What {@link buildMessage} goes by. */
export interface MessageSettings {
  /** Of the sink. */
  readonly name: string;
  readonly format: SegmentFormat;
  readonly identifiers: SegmentIdentifiers;
  readonly allowEmail: boolean;
  readonly integrations: SegmentIntegrations;
  readonly libraryName: string;
}

/** An event as a message; undefined when nothing tells whose it is, which Segment does not take. */
export function buildMessage(event: ForwardedEvent, settings: MessageSettings): SegmentMessage | undefined {
  const { name, format, identifiers, allowEmail, integrations, libraryName } = settings;
  const { user, time, id } = event.source;
  const identity = identityOf(user, identifiers);
  if (identity.userId === undefined && identity.anonymousId === undefined) return undefined;
  const groupId = idOf(user, identifiers.groupId ?? null);
  const { properties, context } = format === 'compat' ? compatContent(event, { allowEmail }) : cleanContent(event);
  const timestamp = isoTimeOf(time);
  return {
    type: 'track',
    event: event.eventName,
    ...identity,
    ...(allowEmail && user.email !== undefined && user.email !== '' && { email: user.email }),
    properties,
    context: {
      ...context,
      ...(groupId !== '' && { groupId }),
      library: { name: libraryName, version: sdkVersion },
    },
    // Another object for each: a `map` may change it.
    integrations: { ...integrations },
    timestamp,
    originalTimestamp: timestamp,
    messageId: messageIdOf(name, id),
  };
}

/** An application may log a time that no date can have: then it is now. */
function isoTimeOf(timeMs: number): string {
  const date = new Date(timeMs);
  return (Number.isNaN(date.getTime()) ? new Date() : date).toISOString();
}
