import type { AdmittedRequest, ProxyParts } from './client-proxy.js';
import { clientValues, noUpdatesAnswer } from './client-values.js';
import { jsonAnswer } from './proxy-answer.js';
import { RefusedRequest } from './refused-request.js';
import { senderOf } from './sender.js';

/** Answers a browser that asks for the values of its user. Nobody else is asked. */
export async function answerValues(admitted: AdmittedRequest, { options, users }: ProxyParts): Promise<Response> {
  const { clientSdkKey } = admitted;
  const user = await users.forValues(admitted.body['user'], senderOf(admitted));
  // How new the browser's values are is said of the user whom it names. Here somebody else may have signed in since.
  const body = options.user === undefined ? admitted.body : { ...admitted.body, sinceTime: undefined };
  const found = clientValues(options.client, { user, clientSdkKey, body, values: options.values });
  switch (found) {
    case 'unchanged':
      return jsonAnswer(noUpdatesAnswer);
    case 'no-specs':
      throw new RefusedRequest({ status: 503, retryAfterS: 5 }, 'There are no specs yet.');
    case 'failed':
      throw new RefusedRequest({ status: 500 }, 'The values could not be made.');
    default:
      return jsonAnswer(new Uint8Array(found));
  }
}
