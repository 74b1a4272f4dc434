import type { LoggedUser } from 'statsig-nodekit';
import type { ForwardedEvent } from './forwarded-event.js';
import { idOf } from './segment-identifiers.js';

/** The parts of a message that the two forms fill differently. */
export interface MessageContent {
  readonly properties: Readonly<Record<string, unknown>>;
  readonly context: Readonly<Record<string, unknown>>;
}

/**
 * An event as the hosted integration shapes it: what it says in `properties.metadata` and `properties.value`, and once more with
 * the user in `context`. Metadata of exposures have the time of the specs, the unit and the group beside their own.
 */
export function compatContent(event: ForwardedEvent, { allowEmail }: { readonly allowEmail: boolean }): MessageContent {
  const { user, value, exposure } = event.source;
  const metadata = metadataOf(event);
  // Segment's warehouses take the type of a column from its first value: no text stands in for a number that is missing.
  const told = exposure !== null ? { value: '' } : value === null ? {} : { value };
  const stableID = idOf(user, 'stableID');
  return {
    properties: { metadata, ...told },
    context: {
      user: allowEmail ? user : withoutEmail(user),
      ...(stableID !== '' && { stableID }),
      metadata,
      ...told,
      ...definedOf({ ip: user.ip, userAgent: user.userAgent, locale: user.locale }),
    },
  };
}

function metadataOf({ kind, name, source }: ForwardedEvent): Readonly<Record<string, unknown>> {
  const { metadata, exposure } = source;
  if (exposure === null) return metadata ?? {};
  const own: Record<string, unknown> = { ...metadata };
  // Of a layer that is told as the experiment which set the parameter.
  if (kind === 'experiment') own['config'] = name;
  if (own['lcut'] !== undefined) own['time'] = own['lcut'];
  if (exposure.groupName !== null) own['experimentGroupName'] = exposure.groupName;
  if (exposure.unitID !== null) own['unitID'] = exposure.unitID;
  return own;
}

function withoutEmail(user: LoggedUser): LoggedUser {
  return Object.fromEntries(Object.entries(user).filter(([field]) => field !== 'email'));
}

function definedOf(fields: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([key, value]) => (value === undefined || value === '' ? [] : [[key, value]])),
  );
}
