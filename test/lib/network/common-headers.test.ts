import { describe, expect, it } from 'vitest';

import { buildCommonHeaders } from '../../../lib/network/common-headers.js';

describe('buildCommonHeaders', () => {
  it('percent-encodes what a header cannot carry', () => {
    const headers = buildCommonHeaders({ sdkKey: 'secret-a\n', serviceName: 'Läden 支付\uD800', sessionID: 's' }, 12.7);
    expect(headers).toMatchObject({
      'statsig-api-key': 'secret-a%0A',
      'x-request-service': 'L%C3%A4den %E6%94%AF%E4%BB%98%EF%BF%BD',
      'statsig-client-time': '12',
    });
  });
});
