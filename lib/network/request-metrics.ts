import { NetworkRequestError, type EndpointLabel } from '../errors/network-request-error.js';
import type { MetricTags, Metrics } from '../observability/metrics.js';
import { sdkKeyPrefix } from '../observability/sdk-key-prefix.js';

/** What a request is measured as. */
export interface MeasuredRequest {
  readonly endpoint: Exclude<EndpointLabel, 'log_event'>;
  /** Where it goes; no part of the key in it is told. */
  readonly url: string;
  /** Of the file of an ID list. */
  readonly fileID?: string | undefined;
  readonly sdkKey: string;
}

/** Paths of the service by which requests are told apart; a custom address may have another. */
const usualPaths = {
  specs: '/v2/download_config_specs',
  id_lists: '/v1/get_id_lists',
  id_list_file: '/v1/download_id_list_file',
} satisfies Record<MeasuredRequest['endpoint'], string>;

/**
 * Runs one attempt at a request and reports how long it took as `network_request.latency`, with the tags of the official SDK.
 * That SDK leaves out addresses with a path of their own; here they count as the usual path of what is asked for.
 */
export async function measureRequest<Answer extends { readonly status: number }>(
  metrics: Metrics,
  request: MeasuredRequest,
  run: () => Promise<Answer>,
): Promise<Answer> {
  const startedAt = performance.now();
  const report = (status: number | undefined, isSuccess: boolean): void =>
    metrics.dist('network_request.latency', Math.round(performance.now() - startedAt), {
      ...placeTags(request),
      status_code: status === undefined ? 'none' : String(status),
      is_success: String(isSuccess),
      sdk_key: sdkKeyPrefix(request.sdkKey),
      deltas_used: 'false',
    });
  try {
    const answer = await run();
    report(answer.status, true);
    return answer;
  } catch (error) {
    report(error instanceof NetworkRequestError ? error.status : undefined, false);
    throw error;
  }
}

function placeTags({ endpoint, url, fileID }: MeasuredRequest): MetricTags {
  const { origin, pathname } = new URL(url);
  const known = /^(.*?)(\/v\d+\/(?:download_config_specs|get_id_lists|download_id_list_file))(?=\/|$)/.exec(pathname);
  return {
    request_path: known?.[2] ?? usualPaths[endpoint],
    source_service: `${origin}${known?.[1] ?? ''}`,
    ...(fileID === undefined ? {} : { id_list_file_id: fileID }),
  };
}
