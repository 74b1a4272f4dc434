import type { UserData } from '../../users/user-data.js';
import { type UserValue, ownValue } from '../../users/user-value.js';
import { textOf } from '../values/text-form.js';
import type { EvaluationContext } from '../evaluation-context.js';

/** Reads what a condition looks at; undefined when the user has no such value. Never throws. */
export type Subject = (user: Readonly<UserData>, context: EvaluationContext) => UserValue | undefined;

/** Top-level fields by lower-cased name: they count when they are not empty. */
const topLevel: ReadonlyMap<string, (user: Readonly<UserData>) => string | undefined> = new Map([
  ['userid', (user) => user.userID],
  ['email', (user) => user.email],
  ['ip', (user) => user.ip],
  ['country', (user) => user.country],
  ['locale', (user) => user.locale],
  ['appversion', (user) => user.appVersion],
  ['useragent', (user) => user.userAgent],
]);

/** Other spellings, looked at last: they count even when they are empty. */
const aliases: ReadonlyMap<string, (user: Readonly<UserData>) => string | undefined> = new Map([
  ['user_id', (user) => user.userID],
  ['app_version', (user) => user.appVersion],
  ['user_agent', (user) => user.userAgent],
]);

const absent: Subject = () => undefined;

/**
 * Prepares the look-up of a user field: top level, `custom`, `globalCustomFields`, `privateAttributes`, aliases; each
 * map by the name as written, then in lower case (evaluation §3.3). A key that is present with null ends the search.
 */
export function userField(field: string | undefined): Subject {
  if (field === undefined) return absent;
  const low = field.toLowerCase();
  const readTopLevel = topLevel.get(low);
  const readAlias = aliases.get(low);
  return (user, context) => {
    if (readTopLevel !== undefined) {
      const text = readTopLevel(user);
      if (text !== undefined && text !== '') return text;
    }
    const found =
      attribute(user.custom, field, low) ??
      attribute(context.globalCustomFields, field, low) ??
      attribute(user.privateAttributes, field, low);
    if (found !== undefined) return found === presentNull ? null : found;
    return readAlias?.(user);
  };
}

/** Stands for a null that is there, so that `??` goes on only past what is not. */
const presentNull = Symbol('present null');

function attribute(
  record: { readonly [name: string]: UserValue } | undefined,
  field: string,
  low: string,
): Exclude<UserValue, null> | typeof presentNull | undefined {
  if (record === undefined) return undefined;
  let value = ownValue(record, field);
  if (value === undefined && low !== field) value = ownValue(record, low);
  return value === null ? presentNull : value;
}

/**
 * Prepares reading a unit: `userID` for the ID type `userID` in any case, else the custom ID of that name, as written or
 * in lower case (evaluation §3.2).
 */
export function unitOf(idType: string): (user: Readonly<UserData>) => string | number | undefined {
  const low = idType.toLowerCase();
  if (low === 'userid') return (user) => user.userID;
  return (user) => ownValue(user.customIDs, idType) ?? (low === idType ? undefined : ownValue(user.customIDs, low));
}

/** Prepares reading a unit as the text that is hashed: a missing one hashes as the empty text. */
export function unitTextOf(idType: string): (user: Readonly<UserData>) => string {
  const read = unitOf(idType);
  return (user) => {
    const unit = read(user);
    return typeof unit === 'string' ? unit : (textOf(unit) ?? '');
  };
}

/** Prepares the look-up of an environment field: the user's own environment, then the client's (evaluation §3.4). */
export function environmentField(field: string | undefined): Subject {
  if (field === undefined) return absent;
  const low = field.toLowerCase();
  return (user, { environment }) =>
    ownValue(user.statsigEnvironment, field) ?? ownValue(environment, field) ?? ownValue(environment, low);
}
