import { expect, it } from 'vitest';
import { AbortableFetch } from '../../../integrations/segment/abortable-fetch.js';
import { startHttpServer } from '../../support/http-server.js';

it('lets no request begin once all were given up', async () => {
  let requestCount = 0;
  const { url } = await startHttpServer((response) => {
    requestCount++;
    response.end();
  });
  const requests = new AbortableFetch();
  const answer = await requests.fetch(url, { method: 'POST', body: '{}' });
  expect([answer.status, requestCount]).toEqual([200, 1]);
  requests.abortAll();
  // Version 3.0 of the library tries again after a request that was given up.
  await expect(requests.fetch(url, { method: 'POST', body: '{}' })).rejects.toThrow('closed');
  expect(requestCount).toBe(1);
});
