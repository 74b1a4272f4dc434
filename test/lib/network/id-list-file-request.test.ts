import { describe, expect, it } from 'vitest';

import { describeIdListFileRequest, firstByteOf } from '../../../lib/network/id-list-file-request.js';

const common = { 'statsig-api-key': 'k', 'accept-encoding': 'gzip, br', accept: '*/*' };
const limits = { timeoutMs: 1, manifestSize: 30 };
const statsig = 'https://api.statsigcdn.com/v1/download_id_list_file/a';

const describeRequest = (url: string, from: number, configuredUrls: string[] = []) =>
  describeIdListFileRequest({ url, from, configuredUrls, ...limits }, common);

describe('a request for a file', () => {
  it('has the range in a header', () => {
    const { url, headers } = describeRequest('https://files.test/a?sas=1', 20);
    expect(url.href).toBe('https://files.test/a?sas=1');
    expect(headers).toEqual({ accept: '*/*', range: 'bytes=20-', 'statsig-id-list-file-size': '30' });
  });

  it('has the range in the query at the service, where the answer may be compressed', () => {
    const { url, headers } = describeRequest(`${statsig}?b=1`, 0);
    expect(url.href).toBe(`${statsig}?b=1&range=0-`);
    expect(headers).toEqual(common);
  });

  it.each([
    ['https://lists.test/files/a', ['https://lists.test/v1/get_id_lists'], 'k'],
    ['https://lists.test:8443/files/a', ['https://lists.test/v1/get_id_lists'], undefined],
    ['http://lists.test/files/a', ['https://lists.test/v1/get_id_lists'], undefined],
    ['https://lists.test.evil.test/a', ['https://lists.test/v1/get_id_lists'], undefined],
    ['https://api.statsigcdn.com.evil.test/a', [], undefined],
    ['http://api.statsigcdn.com/a', [], undefined],
    ['https://api.statsig.com/a', [], 'k'],
    ['https://lists.test/a', ['not an address'], undefined],
  ])('to %s with %j sends the key: %s', (url, configuredUrls, key) => {
    expect(describeRequest(url, 0, configuredUrls).headers['statsig-api-key']).toBe(key);
  });
});

describe('the first byte of an answer', () => {
  const startOf = (url: string, status: number, headers: Record<string, string> = {}): number =>
    firstByteOf({ status, header: (name) => headers[name] }, { url, from: 20, manifestSize: 30 });

  it.each([
    ['is where the range says', 'https://files.test/a', 206, { 'content-range': 'bytes 20-29/30' }, 20],
    ['is elsewhere if the range says so', 'https://files.test/a', 206, { 'content-range': 'bytes 0-29/30' }, 0],
    ['is as asked for without a range', 'https://files.test/a', 206, {}, 20],
    ['is as asked for with an unreadable range', 'https://files.test/a', 206, { 'content-range': 'bytes */30' }, 20],
    ['is that of the file when the header had no effect', 'https://files.test/a', 200, {}, 0],
    ['is as asked for at the service', statsig, 200, { 'content-length': '10' }, 20],
    ['is as asked for at the service, of unknown length', statsig, 200, {}, 20],
    ['is that of the file at the service, by its length', statsig, 200, { 'content-length': '30' }, 0],
  ])('%s', (_name, url, status, headers, expected) => {
    expect(startOf(url, status, headers)).toBe(expected);
  });
});
