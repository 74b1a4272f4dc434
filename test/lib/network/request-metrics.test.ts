import { describe, expect, it } from 'vitest';

import { NetworkRequestError } from '../../../lib/errors/network-request-error.js';
import { measureRequest, type MeasuredRequest } from '../../../lib/network/request-metrics.js';
import { silentMetrics, type MetricTags, type Metrics } from '../../../lib/observability/metrics.js';

interface Measurement {
  readonly name: string;
  readonly value: number;
  readonly tags: MetricTags | undefined;
}

const sdkKey = 'secret-metrics-key-0123456789';

async function measured(
  request: Omit<MeasuredRequest, 'sdkKey'>,
  run: () => Promise<{ readonly status: number }> = () => Promise.resolve({ status: 200 }),
): Promise<Measurement> {
  const measurements: Measurement[] = [];
  const metrics: Metrics = { ...silentMetrics, dist: (name, value, tags) => measurements.push({ name, value, tags }) };
  await measureRequest(metrics, { ...request, sdkKey }, run).catch(() => undefined);
  expect(measurements).toHaveLength(1);
  return measurements[0] ?? { name: '', value: 0, tags: {} };
}

describe('measureRequest', () => {
  it('reports the time and the tags of a success', async () => {
    const run = async (): Promise<{ status: number }> => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      return { status: 304 };
    };
    const { name, value, tags } = await measured(
      { endpoint: 'specs', url: 'http://a.test/v2/download_config_specs' },
      run,
    );
    expect(name).toBe('network_request.latency');
    expect(value).toBeGreaterThanOrEqual(15);
    expect(tags).toEqual({
      request_path: '/v2/download_config_specs',
      source_service: 'http://a.test',
      status_code: '304',
      is_success: 'true',
      sdk_key: 'secret-metric',
      deltas_used: 'false',
    });
  });

  it('reports the status of a failure, and that there was none', async () => {
    const failWith = (status: number | undefined) => () =>
      Promise.reject(
        new NetworkRequestError({ endpoint: 'specs', reason: 'status', detail: '', status, retryable: true }),
      );
    const request = { endpoint: 'specs', url: 'http://a.test' } as const;
    expect((await measured(request, failWith(503))).tags).toMatchObject({ status_code: '503', is_success: 'false' });
    expect((await measured(request, failWith(undefined))).tags).toMatchObject({ status_code: 'none' });
  });

  // As the official core was seen to tag them, but for the last three, which it does not measure.
  it.each<[MeasuredRequest['endpoint'], url: string, path: string, service: string]>([
    ['specs', 'http://a.test/x/v2/download_config_specs', '/v2/download_config_specs', 'http://a.test/x'],
    ['specs', 'http://a.test/a/b/v1/download_config_specs', '/v1/download_config_specs', 'http://a.test/a/b'],
    ['id_lists', 'http://a.test:8000/v1/get_id_lists', '/v1/get_id_lists', 'http://a.test:8000'],
    ['id_list_file', 'https://a.test/v1/download_id_list_file/b?c=1', '/v1/download_id_list_file', 'https://a.test'],
    ['specs', 'http://ann:word@a.test/specs?d=1', '/v2/download_config_specs', 'http://a.test'],
    ['specs', 'http://a.test/v2/download_config_specs_of_ours', '/v2/download_config_specs', 'http://a.test'],
    ['id_list_file', 'https://files.test/list_1?sas=1', '/v1/download_id_list_file', 'https://files.test'],
  ])('tags %s at %s', async (endpoint, url, path, service) => {
    expect((await measured({ endpoint, url })).tags).toMatchObject({ request_path: path, source_service: service });
  });

  it('names the file of an ID list', async () => {
    const { tags } = await measured({ endpoint: 'id_list_file', url: 'https://a.test', fileID: 'f1' });
    expect(tags).toMatchObject({ id_list_file_id: 'f1' });
  });
});
