import { expect, it } from 'vitest';

import { metricAddress } from '../../../lib/sync/metric-address.js';

it.each([
  ['https://api.statsigcdn.com/v2/download_config_specs', 'https://api.statsigcdn.com/v2'],
  ['http://127.0.0.1:8000/v1', 'http://127.0.0.1:8000/v1'],
  ['https://host/proxy/v2/specs', 'https://host'],
  ['https://host/v2beta/specs', 'https://host'],
  ['https://user:password@host/v2/specs?token=x', 'https://host/v2'],
])('measurements name %s as %s', (url, expected) => {
  expect(metricAddress(url)).toBe(expected);
});
