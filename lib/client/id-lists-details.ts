/** What a client knows of its ID lists: plain data, without ids and keys, for health checks and logs. */
export interface IdListsDetails {
  /** Whether they are fetched: with the option `enableIdLists`, unless the network is disabled. */
  readonly isEnabled: boolean;
  readonly listCount: number;
  /** The members of all lists together. */
  readonly memberCount: number;
  /** Memory of these members. Unit: bytes. */
  readonly memoryBytes: number;
  /** When all lists were last looked at. Unit: milliseconds since the Unix epoch; null when they never were. */
  readonly checkedAt: number | null;
  /** Whether the last look succeeded and left every list as the service offers it. False before the first look. */
  readonly isComplete: boolean;
}
