import type { UserAttributes, UserData } from './user-data.js';

/** Fields of a user that cost something to find out, and that few rules ask for. */
export interface LateFields {
  readonly ip: string | undefined;
  readonly userAgent: string | undefined;
  readonly locale: string | undefined;
}

/** Finds out late fields: the same answer each time. */
export interface LateFieldsSource {
  readonly lateFields: LateFields;
}

/**
 * The data of a user some of whose fields are found out when they are first asked for: by a rule, or by an event, which is
 * measured as it is logged and so has them while the request is there.
 *
 * To read the address, the user agent and the languages of a request took 5 µs of the 12 of its first check (Express, measured),
 * and most checks are of gates that look at none of them, for users whose exposure was logged already.
 */
export class LateUserData implements UserData {
  readonly userID: string | undefined;
  readonly email: string | undefined;
  readonly country: string | undefined;
  readonly appVersion: string | undefined;
  readonly customIDs: UserData['customIDs'];
  readonly custom: UserAttributes | undefined;
  readonly privateAttributes: UserAttributes | undefined;
  readonly statsigEnvironment: UserData['statsigEnvironment'];
  readonly #source: LateFieldsSource;

  /** @param data whose `ip`, `userAgent` and `locale` do not count */
  constructor(data: Readonly<Partial<UserData>>, source: LateFieldsSource) {
    this.userID = data.userID;
    this.email = data.email;
    this.country = data.country;
    this.appVersion = data.appVersion;
    this.customIDs = data.customIDs;
    this.custom = data.custom;
    this.privateAttributes = data.privateAttributes;
    this.statsigEnvironment = data.statsigEnvironment;
    this.#source = source;
  }

  /** Not by `instanceof`, which asks a proxy of the caller's for its prototype. */
  static isOne(value: unknown): value is LateUserData {
    return typeof value === 'object' && value !== null && #source in value;
  }

  get ip(): string | undefined {
    return this.#source.lateFields.ip;
  }

  get userAgent(): string | undefined {
    return this.#source.lateFields.userAgent;
  }

  get locale(): string | undefined {
    return this.#source.lateFields.locale;
  }
}
