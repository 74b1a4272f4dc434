import type { Statsig } from '../../client/statsig.js';
import type { StatsigUser } from '../../users/statsig-user.js';
import type { JsonRecord } from './browser-user.js';
import type { ClientProxyValues } from './client-proxy-options.js';

/** What the SDK of a browser asks for. */
export interface ClientValuesRequest {
  readonly user: StatsigUser;
  readonly clientSdkKey: string;
  /** The body of its request. */
  readonly body: JsonRecord;
  /** Limits what it gets. */
  readonly values: ClientProxyValues;
}

/**
 * The values that are new to a browser, as the bytes of its answer.
 * - `unchanged`: it has them already, or newer ones.
 * - `no-specs`: there are no specs; values made without them would keep the browser on its defaults.
 * - `failed`: they could not be made, which the client's log explains.
 */
export type ClientValues = Buffer | 'unchanged' | 'no-specs' | 'failed';

/** What the SDK of browsers takes for “what you have still holds”. It takes an answer without a body for a failure. */
export const noUpdatesAnswer = '{"has_updates":false}';

/** Longer than the response that says there is nothing new, and shorter than any with values. Unit: bytes. */
const mostBytesWithoutValues = 400;

/**
 * Answers the question of a browser's SDK from the client's specs. In its body `full_checksum` is what the browser's values had,
 * and `sinceTime` how old they are when they are for exactly this user: nothing is sent again that has not changed, and nothing
 * older than what the browser has (bootstrap §6.6).
 */
export function clientValues(client: Statsig, { user, clientSdkKey, body, values }: ClientValuesRequest): ClientValues {
  const { lcut } = client.getSpecsDetails();
  if (lcut === null) return 'no-specs';
  const { sinceTime, full_checksum: checksum, hash } = body;
  if (typeof sinceTime === 'number' && sinceTime > lcut) return 'unchanged';
  const previousResponseHash = typeof checksum === 'string' ? checksum : '';
  const bytes = client.getClientInitializeResponseBytes(user, {
    ...values,
    clientSdkKey,
    // The third algorithm that there is gives names that browsers do not find.
    hashAlgorithm: hash === 'none' ? 'none' : 'djb2',
    previousResponseHash,
  });
  const hasValues = bytes.byteLength > mostBytesWithoutValues || !bytes.includes('"has_updates":false');
  if (hasValues) return bytes;
  return previousResponseHash === '' ? 'failed' : 'unchanged';
}
