import type { LoggedUser } from 'statsig-nodekit';

/**
 * Which of a user's IDs Segment knows the user by: `userID`, or the name of a custom ID. Null leaves a field out.
 */
export interface SegmentIdentifiers {
  /** @default 'userID' */
  readonly userId?: string | null | undefined;
  /** @default 'stableID' */
  readonly anonymousId?: string | null | undefined;
  /** For `context.groupId`. @default null */
  readonly groupId?: string | null | undefined;
}

/** The fields of a message that say whose it is; a field without an ID is absent, and none is ever empty. */
export interface MessageIdentity {
  readonly userId?: string;
  readonly anonymousId?: string;
}

/** Whose a message is. */
export function identityOf(
  user: LoggedUser,
  { userId = 'userID', anonymousId = 'stableID' }: SegmentIdentifiers,
): MessageIdentity {
  const [known, anonymous] = [idOf(user, userId), idOf(user, anonymousId)];
  return { ...(known !== '' && { userId: known }), ...(anonymous !== '' && { anonymousId: anonymous }) };
}

/** A user's ID; empty when there is none. Names of custom IDs are also found in lower case, as in evaluation. */
export function idOf({ userID, customIDs = {} }: LoggedUser, name: string | null): string {
  if (name === null) return '';
  if (name.toLowerCase() === 'userid') return textOf(userID);
  const found = [name, name.toLowerCase()].find((key) => Object.hasOwn(customIDs, key));
  return found === undefined ? '' : textOf(customIDs[found]);
}

/** IDs may be numbers in events. */
function textOf(id: unknown): string {
  return typeof id === 'string' || typeof id === 'number' ? String(id) : '';
}
