import { type LateFieldsSource, LateUserData } from './late-user-data.js';
import {
  type TextField,
  type UserAttributes,
  type UserData,
  toAttributes,
  toCustomIDs,
  toEnvironment,
  toTextField,
  withFields,
} from './user-data.js';
import { UserMemory } from './user-memory.js';
import type { UserValue } from './user-value.js';

/** An attribute value as callers may write it. */
export type UserAttributeValue =
  string | number | boolean | null | undefined | readonly (string | number | boolean)[] | Record<string, unknown>;

/** The fields of a user. Every one is optional here; give at least `userID` or one custom ID. */
export interface StatsigUserFields {
  /** The unit that most rules bucket by. */
  userID?: string | number | null | undefined;
  /** Further units by ID type, for example `{ companyID: 'c-1', stableID: '…' }`. */
  customIDs?: Record<string, string | number | null | undefined> | null | undefined;
  email?: string | null | undefined;
  /** IPv4 or IPv6 address; the country is derived from it when `country` is absent. */
  ip?: string | null | undefined;
  userAgent?: string | null | undefined;
  /** ISO 3166-1 alpha-2 code. */
  country?: string | null | undefined;
  locale?: string | null | undefined;
  appVersion?: string | null | undefined;
  /**
   * The operating system, in place of what `userAgent` tells. This and the next three count as attributes in `custom` of
   * these names, go before what stands there, and are logged there; the official SDK leaves them out at the top level. Empty
   * texts count as absent.
   */
  os_name?: string | null | undefined;
  os_version?: string | number | null | undefined;
  browser_name?: string | null | undefined;
  browser_version?: string | number | null | undefined;
  /** The same as `os_name`, which goes before it. */
  systemName?: string | null | undefined;
  /** The same as `os_version`, which goes before it. */
  systemVersion?: string | number | null | undefined;
  /** The same as `browser_name`, which goes before it. */
  browserName?: string | null | undefined;
  /** The same as `browser_version`, which goes before it. */
  browserVersion?: string | number | null | undefined;
  /** Overrides the client's `environment` option for this user. */
  statsigEnvironment?: { tier?: string | undefined; [name: string]: string | undefined } | null | undefined;
  /** Attributes for targeting; logged with events. */
  custom?: Record<string, UserAttributeValue> | null | undefined;
  /** Attributes for targeting that never leave this process: not in events, logs or bootstrap values. */
  privateAttributes?: Record<string, UserAttributeValue> | null | undefined;
}

/**
 * What a user is made from: fields, among them `userID` or `customIDs`. Their value may be undefined, for
 * `{ userID: request.user?.id }`; a user without any id is warned about when it is made.
 */
export type StatsigUserArgs = StatsigUserFields &
  ({ userID: StatsigUserFields['userID'] } | { customIDs: StatsigUserFields['customIDs'] });

/** Where evaluation keeps what it found out about a user. See `memoryOf`. */
interface Memory {
  readonly owner: object;
  readonly version: number;
  readonly entries: UserMemory;
}

const noComplaints: readonly string[] = Object.freeze([]);

// Functions with access to the private fields, for the rest of the SDK. They are set by the class's static block, and
// are not part of the public API.
let readData: (user: StatsigUser) => Readonly<UserData>;
let readMemory: (user: StatsigUser, owner: object) => UserMemory;
let readComplaints: (user: StatsigUser) => readonly string[];
let isOwn: (value: unknown) => value is StatsigUser;
let defer: (user: StatsigUser, source: LateFieldsSource) => void;

/**
 * A user to evaluate for and to log events of.
 *
 * Constructing one copies what it is given, so that later changes of the caller's objects have no effect; the setters
 * change a user on purpose. Odd values (numbers where texts belong, functions, cycles) are coerced or left out and
 * never throw. `privateAttributes` are in no output of this class.
 */
export class StatsigUser {
  #data: Readonly<UserData>;
  #version = 0;
  #memory: Memory | undefined;
  #complaints: string[] | undefined;

  /** @param user the fields, or just a `userID` */
  constructor(user: StatsigUserArgs | string) {
    // Of `userWithLateID`: nothing in it needs to be looked at, or belongs to anybody else.
    if (LateUserData.isOne(user)) {
      this.#data = user;
      return;
    }
    const fields: StatsigUserFields = typeof user === 'string' ? { userID: user } : (user ?? {});
    const report = (complaint: string): void => {
      (this.#complaints ??= []).push(complaint);
    };
    let data: UserData;
    try {
      data = toUserData(fields, report);
    } catch {
      // Only a getter or proxy of the caller's can throw here: the fields that can be read are taken one by one.
      this.#complaints = undefined;
      data = toUserData(readableFields(fields, report), report);
    }
    if (data.userID === undefined && data.customIDs === undefined) {
      // As the official SDK does: such users are all the same unit, the empty one.
      data.userID = '';
      report('a user needs a userID or customIDs; without them every such user falls into the same group');
    }
    this.#data = data;
  }

  /** A user with just a `userID`. */
  static withUserID(userID: string): StatsigUser {
    return new StatsigUser({ userID });
  }

  /** A user with just custom IDs. */
  static withCustomIDs(customIDs: Record<string, string>): StatsigUser {
    return new StatsigUser({ customIDs });
  }

  get userID(): string | null {
    return this.#data.userID ?? null;
  }
  set userID(value: string | number | null | undefined) {
    this.#setText('userID', value);
  }

  get email(): string | null {
    return this.#data.email ?? null;
  }
  set email(value: string | null | undefined) {
    this.#setText('email', value);
  }

  get ip(): string | null {
    return this.#data.ip ?? null;
  }
  set ip(value: string | null | undefined) {
    this.#setText('ip', value);
  }

  get userAgent(): string | null {
    return this.#data.userAgent ?? null;
  }
  set userAgent(value: string | null | undefined) {
    this.#setText('userAgent', value);
  }

  get country(): string | null {
    return this.#data.country ?? null;
  }
  set country(value: string | null | undefined) {
    this.#setText('country', value);
  }

  get locale(): string | null {
    return this.#data.locale ?? null;
  }
  set locale(value: string | null | undefined) {
    this.#setText('locale', value);
  }

  get appVersion(): string | null {
    return this.#data.appVersion ?? null;
  }
  set appVersion(value: string | null | undefined) {
    this.#setText('appVersion', value);
  }

  /** A copy; assign a new object to change the user. */
  get customIDs(): Record<string, string> | null {
    const { customIDs } = this.#data;
    return customIDs ? Object.fromEntries(Object.entries(customIDs).map(([type, id]) => [type, String(id)])) : null;
  }
  set customIDs(value: Record<string, string | number | null | undefined> | null | undefined) {
    this.#change('customIDs', (report) => toCustomIDs(value, report));
  }

  /**
   * A copy; assign a new object to change the user. It has what was stated as `os_name` and its kin, and assigning
   * replaces that as well.
   */
  get custom(): Record<string, UserValue> | null {
    return this.#data.custom ? structuredClone(this.#data.custom) : null;
  }
  set custom(value: Record<string, UserAttributeValue> | null | undefined) {
    this.#change('custom', (report) => toAttributes('custom', value, report));
  }

  /** A copy; assign a new object to change the user. */
  get privateAttributes(): Record<string, UserValue> | null {
    return this.#data.privateAttributes ? structuredClone(this.#data.privateAttributes) : null;
  }
  set privateAttributes(value: Record<string, UserAttributeValue> | null | undefined) {
    this.#change('privateAttributes', (report) => toAttributes('privateAttributes', value, report));
  }

  /** A copy; assign a new object to change the user. */
  get statsigEnvironment(): Record<string, string> | null {
    return this.#data.statsigEnvironment ? { ...this.#data.statsigEnvironment } : null;
  }
  set statsigEnvironment(value: { tier?: string | undefined; [name: string]: string | undefined } | null | undefined) {
    this.#change('statsigEnvironment', (report) => toEnvironment(value, report));
  }

  /** The user's fields as an event carries them, without `privateAttributes`. */
  toJSON(): Record<string, unknown> {
    const fields = withFields(this.#data, { privateAttributes: undefined });
    return structuredClone(Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)));
  }

  /** What `console.log` and `util.inspect` show: the same as `toJSON`. */
  [Symbol.for('nodejs.util.inspect.custom')](): unknown {
    return { StatsigUser: this.toJSON() };
  }

  #setText(field: TextField, value: unknown): void {
    this.#change(field, (report) => toTextField(field, value, report));
  }

  #change<Field extends keyof UserData>(
    field: Field,
    read: (report: (complaint: string) => void) => UserData[Field],
  ): void {
    const value = read((complaint) => (this.#complaints ??= []).push(complaint));
    // A new record, because events that wait in a queue hold the old one.
    this.#data = withFields(this.#data, { [field]: value });
    // Whatever was remembered of the old fields no longer holds.
    this.#version += 1;
  }

  static {
    readData = (user) => user.#data;
    // Asks for the private field and not for the prototype: a proxy has the prototype of what it stands for, but no fields.
    isOwn = (value): value is StatsigUser => typeof value === 'object' && value !== null && #data in value;
    defer = (user, source) => {
      user.#data = new LateUserData(user.#data, source);
    };
    readComplaints = (user) => user.#complaints ?? noComplaints;
    readMemory = (user, owner) => {
      const memory = user.#memory;
      if (memory !== undefined && memory.owner === owner && memory.version === user.#version) return memory.entries;
      const entries = new UserMemory();
      user.#memory = { owner, version: user.#version, entries };
      return entries;
    };
  }
}

function toUserData(fields: StatsigUserFields, report: (complaint: string) => void): UserData {
  return {
    userID: toTextField('userID', fields.userID, report),
    email: toTextField('email', fields.email, report),
    ip: toTextField('ip', fields.ip, report),
    userAgent: toTextField('userAgent', fields.userAgent, report),
    country: toTextField('country', fields.country, report),
    locale: toTextField('locale', fields.locale, report),
    appVersion: toTextField('appVersion', fields.appVersion, report),
    customIDs: toCustomIDs(fields.customIDs, report),
    custom: withStatedFacts(toAttributes('custom', fields.custom, report), fields, report),
    privateAttributes: toAttributes('privateAttributes', fields.privateAttributes, report),
    statsigEnvironment: toEnvironment(fields.statsigEnvironment, report),
  };
}

/**
 * Attributes with the facts of browser and system that were stated at the top level. Most users state none, and then the
 * attributes are as they were.
 */
function withStatedFacts(
  custom: UserAttributes | undefined,
  fields: StatsigUserFields,
  report: (complaint: string) => void,
): UserAttributes | undefined {
  const osName = fields.os_name ?? fields.systemName ?? undefined;
  const osVersion = fields.os_version ?? fields.systemVersion ?? undefined;
  const browserName = fields.browser_name ?? fields.browserName ?? undefined;
  const browserVersion = fields.browser_version ?? fields.browserVersion ?? undefined;
  if ((osName ?? osVersion ?? browserName ?? browserVersion) === undefined) return custom;
  const stated = {
    os_name: toTextField('os_name', osName, report),
    os_version: toTextField('os_version', osVersion, report),
    browser_name: toTextField('browser_name', browserName, report),
    browser_version: toTextField('browser_version', browserVersion, report),
  };
  const facts = Object.entries(stated).filter((entry): entry is [string, string] => (entry[1] ?? '') !== '');
  return facts.length === 0 ? custom : { ...custom, ...Object.fromEntries(facts) };
}

const fieldNames = [
  'userID',
  'email',
  'ip',
  'userAgent',
  'country',
  'locale',
  'appVersion',
  'os_name',
  'os_version',
  'browser_name',
  'browser_version',
  'systemName',
  'systemVersion',
  'browserName',
  'browserVersion',
  'customIDs',
  'custom',
  'privateAttributes',
  'statsigEnvironment',
] as const satisfies readonly (keyof StatsigUserFields)[];

/** The fields whose getters do not throw; the others are reported. */
function readableFields(fields: StatsigUserFields, report: (complaint: string) => void): StatsigUserFields {
  const readable: StatsigUserFields = {};
  for (const name of fieldNames) {
    try {
      Object.assign(readable, { [name]: fields[name] });
    } catch {
      // A getter or proxy of the caller's threw: that field does not exist for us, and the request goes on.
      report(`${name} threw when it was read and was left out`);
    }
  }
  return readable;
}

/** The fields of a user as evaluation reads them: a record that never changes, also when the user does. */
export function userDataOf(user: StatsigUser): Readonly<UserData> {
  return readData(user);
}

/**
 * A user whose `ip`, `userAgent` and `locale` are found out when they are first asked for.
 * @param fields without these
 */
export function userWithLateFields(fields: StatsigUserFields, source: LateFieldsSource): StatsigUser {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a visitor may have no ID, about which the client warns once
  const user = new StatsigUser(fields as StatsigUserArgs);
  defer(user, source);
  return user;
}

/**
 * The same for a user of whom nothing was told but the `userID`: one for each request, mostly.
 * @param userID well-formed or not; an empty one is one
 * @param shown what else the request shows, in the form that evaluation reads
 */
export function userWithLateID(
  userID: string,
  shown: LateFieldsSource & Pick<Readonly<UserData>, 'customIDs' | 'country'>,
): StatsigUser {
  const customIDs = shown.customIDs && { ...shown.customIDs };
  const data = new LateUserData({ userID: userID.toWellFormed(), customIDs, country: shown.country }, shown);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- see the constructor
  return new StatsigUser(data as object as StatsigUserArgs);
}

/** What was coerced or left out when the user was made or changed, in words that hold no value of the user's. */
export function complaintsOf(user: StatsigUser): readonly string[] {
  return readComplaints(user);
}

/**
 * What `owner` remembered of this user: empty when another owner asked last, or when a setter has changed the user.
 *
 * Results that depend on nothing but (user, specs) are kept here: the next check of the same gate for the same user
 * object costs a look-up instead of hashing (0.1 µs against 1 µs). Plain objects have no such memory, because nobody
 * can tell when one has changed.
 */
export function memoryOf(user: StatsigUser, owner: object): UserMemory {
  return readMemory(user, owner);
}

/**
 * The user that a caller meant: a `StatsigUser` as it is, anything else made into one.
 *
 * A user of another copy of this package, or of the official one, is read through its getters.
 */
export function toStatsigUser(user: unknown): StatsigUser {
  if (isOwn(user)) return user;
  // oxlint-disable-next-line no-unsafe-type-assertion -- every field is checked where it is read
  return new StatsigUser((typeof user === 'string' || typeof user === 'object' ? user : {}) as StatsigUserArgs);
}
