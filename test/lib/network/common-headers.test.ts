import { describe, expect, it } from 'vitest';

import { buildCommonHeaders } from '../../../lib/network/common-headers.js';

describe('buildCommonHeaders', () => {
  it('percent-encodes what a header cannot carry', () => {
    const headers = buildCommonHeaders({ sdkKey: 'secret-a\n', serviceName: 'Öl 支付\uD800', sessionID: 's' }, 12.7);
    expect(headers).toMatchObject({
      'statsig-api-key': 'secret-a%0A',
      'x-request-service': '%C3%96l %E6%94%AF%E4%BB%98%EF%BF%BD',
      'statsig-client-time': '12',
    });
  });
});
