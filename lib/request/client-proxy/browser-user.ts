import type { StatsigUserFields } from '../../users/statsig-user.js';
import { userOf } from '../user-from-request.js';

/** What the server knows of the sender of a request, whatever the browser says. */
export interface SenderFacts {
  /** The caller's address; undefined where the application does not tell. */
  readonly ip: string | undefined;
  readonly userAgent: string | undefined;
}

/** A JSON object as it came from outside. */
export type JsonRecord = Readonly<Record<string, unknown>>;

/** Whether it is a JSON object. */
export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * The user that a browser says it has, as fields that are in order: what has another form is left out. The address is the
 * server's word alone; the user agent is that of the request where the browser says none; and the stable ID, which the SDK of
 * browsers keeps beside its user, is among the custom IDs, so that experiments by stable ID are decided.
 */
export function browserUserFields(
  claimed: unknown,
  { ip, userAgent }: SenderFacts,
  statsigMetadata: unknown,
): StatsigUserFields {
  // Read by the SDK's own class, which takes anything; its complaints are about a stranger's input, and go with it.
  const user = userOf(isRecord(claimed) ? claimed : {});
  const stableID = isRecord(statsigMetadata) ? statsigMetadata['stableID'] : undefined;
  const customIDs = {
    ...(typeof stableID === 'string' && stableID !== '' && { stableID }),
    ...user.customIDs,
  };
  const { ip: _ip, ...said } = user.toJSON();
  const fields = {
    ...said,
    ...(Object.keys(customIDs).length > 0 && { customIDs }),
    ...(ip !== undefined && { ip }),
    ...(userAgent !== undefined && user.userAgent === null && { userAgent }),
    ...(user.privateAttributes !== null && { privateAttributes: user.privateAttributes }),
  };
  // oxlint-disable-next-line no-unsafe-type-assertion -- fields that were read back from a user are fields of one
  return fields as StatsigUserFields;
}

/**
 * The user of an event that a browser has logged: as the browser says, also in what this SDK does not know, with the address and
 * the user agent as in {@link browserUserFields}, and without private attributes.
 */
export function browserEventUser(claimed: unknown, { ip, userAgent }: SenderFacts): JsonRecord {
  const { privateAttributes: _private, ip: _ip, ...user } = isRecord(claimed) ? claimed : {};
  return {
    ...user,
    ...(ip !== undefined && { ip }),
    ...(userAgent !== undefined && typeof user['userAgent'] !== 'string' && { userAgent }),
  };
}
