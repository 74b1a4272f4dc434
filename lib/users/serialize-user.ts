import { type UserAttributes, type UserData } from './user-data.js';

/** What the client adds to the users of its events. */
export interface UserDefaults {
  /** For users that bring no environment of their own. */
  readonly environment: { readonly [name: string]: string } | undefined;
  /** Under the user's own `custom`. */
  readonly globalCustomFields: UserAttributes | undefined;
}

/**
 * A user as JSON text, in the form and key order that events carry. Absent fields are left out, and `privateAttributes`
 * never appear.
 */
export function serializeUser(user: Readonly<UserData>, defaults: UserDefaults): string {
  const custom =
    user.custom === undefined || defaults.globalCustomFields === undefined
      ? (user.custom ?? defaults.globalCustomFields)
      : { ...defaults.globalCustomFields, ...user.custom };
  return JSON.stringify({
    userID: user.userID,
    customIDs: user.customIDs,
    email: user.email,
    ip: user.ip,
    userAgent: user.userAgent,
    country: user.country,
    locale: user.locale,
    appVersion: user.appVersion,
    custom,
    statsigEnvironment: user.statsigEnvironment ?? defaults.environment,
  });
}
