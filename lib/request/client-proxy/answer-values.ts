import type { AdmittedRequest, ProxyParts } from './client-proxy.js';
import { jsonAnswer } from './proxy-answer.js';
import { senderOf } from './sender.js';
import { RefusedRequest } from './refused-request.js';

/** What the SDK of browsers takes for “what you have still holds”. It takes an answer without a body for a failure. */
const noUpdates = '{"has_updates":false}';

/** Longer than the answer that says there is nothing new, and shorter than any with values. Unit: bytes. */
const mostBytesWithoutValues = 400;

/**
 * Answers a browser that asks for the values of its user. Nobody else is asked.
 *
 * `full_checksum` is what the browser's values had, and `sinceTime` how old they are when they are for exactly this user:
 * nothing is sent again that has not changed, and nothing older than what the browser has.
 */
export async function answerValues(admitted: AdmittedRequest, { options, users }: ProxyParts): Promise<Response> {
  const { client } = options;
  const { body, clientSdkKey } = admitted;
  const { lcut } = client.getSpecsDetails();
  // Values made without specs would keep the browser on its defaults.
  if (lcut === null) throw new RefusedRequest({ status: 503, retryAfterS: 5 }, 'There are no specs yet.');
  const { sinceTime, full_checksum: checksum, hash } = body;
  if (typeof sinceTime === 'number' && sinceTime > lcut) return jsonAnswer(noUpdates);
  const user = await users.forValues(body['user'], senderOf(admitted));
  const previousResponseHash = typeof checksum === 'string' ? checksum : '';
  const bytes = client.getClientInitializeResponseBytes(user, {
    ...options.values,
    clientSdkKey,
    // The other algorithm that there is gives names that browsers do not find.
    hashAlgorithm: hash === 'none' ? 'none' : 'djb2',
    previousResponseHash,
  });
  if (hasValues(bytes)) return jsonAnswer(new Uint8Array(bytes));
  if (previousResponseHash !== '') return jsonAnswer(noUpdates);
  throw new RefusedRequest({ status: 500 }, 'The values could not be made.');
}

function hasValues(bytes: Buffer): boolean {
  return bytes.byteLength > mostBytesWithoutValues || !bytes.includes('"has_updates":false');
}
