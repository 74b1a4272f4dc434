import type { LoggedUser } from '../events/event-sink.js';
import { toStatsigUser, userDataOf } from '../users/statsig-user.js';

/** The ids by which users are told apart. */
export interface UserIDs {
  readonly userID: string | undefined;
  readonly customIDs: Readonly<Record<string, string>>;
}

/** The ids of a user that a test names: a user as checks take it, or a `userID`. */
export function idsOf(user: unknown): UserIDs {
  const { userID, customIDs = {} } = userDataOf(toStatsigUser(user));
  return { userID, customIDs: asTexts(customIDs) };
}

/** The ids of the user of an event. */
export function loggedIDs({ userID, customIDs = {} }: LoggedUser): UserIDs {
  return { userID, customIDs: asTexts(customIDs) };
}

/** Whether an event is of that user: it has each id that the test names. */
export function hasIDs(user: LoggedUser, { userID, customIDs }: UserIDs): boolean {
  const logged = loggedIDs(user);
  if (userID !== undefined && userID !== (logged.userID ?? '')) return false;
  return Object.entries(customIDs).every(([type, id]) => logged.customIDs[type] === id);
}

/** The user by its ids, as messages name it; nothing else of a user is in a message. */
export function describeIDs({ userID, customIDs }: UserIDs): string {
  const ids = userID === undefined || userID === '' ? customIDs : { userID, ...customIDs };
  const texts = Object.entries(ids).map(([type, id]) => `${type} "${id}"`);
  return texts.length === 0 ? 'a user without ids' : `the user with ${texts.join(', ')}`;
}

function asTexts(ids: Readonly<Record<string, string | number>>): Record<string, string> {
  return Object.fromEntries(Object.entries(ids).map(([type, id]) => [type, String(id)]));
}
