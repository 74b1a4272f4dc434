import type { UserData } from '../users/user-data.js';
import { ownValue } from '../users/user-value.js';
import type { ExposureIdentity } from './exposure-identity.js';

/** A character that ids do not hold in practice: plain joining is several times cheaper than JSON. */
const separator = '\u001f';

/** A text that is the same for exposures that are the same one: of `exposedKey` and `exposedUser`. */
export function exposureKey(identity: ExposureIdentity, user: Readonly<UserData>): string {
  return exposedKey(identity) + exposedUser(user);
}

/** The part of it that tells what was exposed, whoever the user is. */
export function exposedKey({ entity, name, ruleID, extra, scope }: ExposureIdentity): string {
  return [entity, name, ruleID, extra, scope, ''].join(separator);
}

/** The part of it that tells the user. Users are told apart by their ids alone (runtime §7.3). */
export function exposedUser(user: Readonly<UserData>): string {
  return user.customIDs === undefined ? (user.userID ?? '') : customIdentity(user.customIDs, user);
}

/** A text for the rule that an exposure names, whatever kind it is of (observed of the official SDK). */
export function ruleKey({ name, ruleID }: Pick<ExposureIdentity, 'name' | 'ruleID'>): string {
  return name + separator + ruleID;
}

/** The ids that tell a user apart: of custom IDs the values alone, whatever their types, but for the stable ID. */
function customIdentity(ids: NonNullable<UserData['customIDs']>, { userID }: Readonly<UserData>): string {
  const own = [userID === undefined ? 'none' : `userID ${userID}`, idText(ownValue(ids, 'stableID') ?? '')];
  return [...own, ...Object.values(ids).map(idText).toSorted()].join(separator);
}

/** A number and its digits are two ids (observed of the official SDK). */
function idText(id: string | number): string {
  return typeof id === 'number' ? `number ${id}` : id;
}
