import { NetworkRequestError, type EndpointLabel } from '../errors/network-request-error.js';
import type { DiagnosticKey, Diagnostics } from '../observability/diagnostics.js';
import { errorText } from '../observability/error-name.js';
import type { AnswerHead } from './send-request.js';
import { showableAddress } from './specs-address.js';

const keys = {
  specs: 'download_config_specs',
  id_lists: 'get_id_list_sources',
  id_list_file: 'get_id_list',
} as const satisfies Record<Exclude<EndpointLabel, 'log_event'>, DiagnosticKey>;

/** Runs one attempt at a request, and notes when it began and how it ended. */
export async function diagnoseRequest<Answer extends AnswerHead>(
  diagnostics: Diagnostics,
  request: { readonly endpoint: keyof typeof keys; readonly url: string },
  run: () => Promise<Answer>,
): Promise<Answer> {
  // Unlike the official SDK's, without the key, and without a query that may be a signature.
  const facts = {
    key: keys[request.endpoint],
    step: 'network_request',
    url: showableAddress(request.url),
  } as const;
  diagnostics.mark({ ...facts, action: 'start' });
  try {
    const answer = await run();
    const [contentType, sdkRegion] = [answer.header('content-type'), answer.header('x-statsig-region')];
    diagnostics.mark({
      ...facts,
      action: 'end',
      success: true,
      statusCode: answer.status,
      ...(contentType === undefined ? {} : { contentType }),
      ...(sdkRegion === undefined ? {} : { sdkRegion }),
    });
    return answer;
  } catch (error) {
    const status = error instanceof NetworkRequestError ? error.status : undefined;
    diagnostics.mark({
      ...facts,
      action: 'end',
      success: false,
      ...(status === undefined ? {} : { statusCode: status }),
      error: { name: 'NetworkError', message: errorText(error), code: status === undefined ? 'None' : String(status) },
    });
    throw error;
  }
}
