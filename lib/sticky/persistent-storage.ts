/**
 * `sticky/` keeps users in the group that they were given first.
 *
 * What lives in this folder: the port of the application's own storage, reading and writing it behind the calls that decide, and
 * the form in which decisions are kept. What must not: which decision stands (that is `keepDecision` in `evaluation`).
 */

/** A gate that took part in a decision, in the form that the official SDK stores. */
export interface StickyExposure {
  readonly gate: string;
  readonly gateValue: string;
  readonly ruleID: string;
}

/** A user's decision in one experiment or layer, as it is stored; the form of the official SDK. */
export interface StickyValues {
  readonly value: boolean;
  readonly json_value?: Readonly<Record<string, unknown>> | null | undefined;
  readonly rule_id?: string | null | undefined;
  readonly group_name?: string | null | undefined;
  readonly secondary_exposures: readonly StickyExposure[];
  readonly undelegated_secondary_exposures?: readonly StickyExposure[] | null | undefined;
  readonly config_delegate?: string | null | undefined;
  readonly explicit_parameters?: readonly string[] | null | undefined;
  /** `time` of the specs that decided. Unit: milliseconds since the Unix epoch. */
  readonly time: number | null;
  readonly config_version?: number | null | undefined;
}

/** The decisions kept for one user and one kind of id, by name of the experiment or layer. */
export type UserPersistedValues = Readonly<Record<string, StickyValues>>;

/**
 * The application's own storage of decisions; given as the option `persistentStorage`. A key is `<id>:<ID type>`, such as
 * `a-user:userID`.
 *
 * The methods may do their work at once, as in the official SDK, or return a promise. They are called as methods of the object,
 * `save` and `delete` one after the other for each key, and never within a check. One that throws, rejects or hangs does no
 * harm: it is reported, and `save` and `delete` are tried again.
 */
export interface PersistentStorage {
  /**
   * Whether `save` leaves a decision that is there already as it is, so that the first of several processes decides. What was
   * loaded then goes before what this process is still writing, and a decision that is to be forgotten is deleted before another
   * is saved in its place.
   * @default false
   */
  readonly keepsFirst?: boolean;
  /** What is kept under a key. Never called by an evaluation; `loadPersistedValues()` of the client calls it. */
  load(key: string): UserPersistedValues | null | undefined | Promise<UserPersistedValues | null | undefined>;
  /** Keeps one decision. */
  save(key: string, configName: string, data: StickyValues): void | Promise<void>;
  /** Forgets one decision. */
  delete(key: string, configName: string): void | Promise<void>;
}
