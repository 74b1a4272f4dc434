import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { requestCarrier } from '../../../lib/request/request-carrier.js';

describe('requestCarrier', () => {
  it('is one and the same thing for a request of Node, another for each, and not the request', () => {
    const requests = [0, 1].map(() => new IncomingMessage(new Socket()));
    const [first, second] = requests.map((request) => requestCarrier(request));
    expect(requests.map((request) => requestCarrier(request))).toEqual([first, second]);
    expect(requestCarrier(requests[0] ?? {})).toBe(first);
    expect(first).not.toBe(second);
    expect(requests).not.toContain(first);
  });

  it('is that of the request for what stands for it', () => {
    const request = new IncomingMessage(new Socket());
    expect(requestCarrier(Object.create(request) as object)).toBe(requestCarrier(request));
    expect(requestCarrier(new Proxy(request, {}))).toBe(requestCarrier(request));
  });

  it('stays when the parts of a request are replaced', () => {
    const request = new IncomingMessage(new Socket());
    const carrier = requestCarrier(request);
    Object.assign(request, { headers: {}, rawHeaders: Object.freeze([]), url: '/', socket: new Socket() });
    request.removeAllListeners();
    request.destroy();
    expect(requestCarrier(request)).toBe(carrier);
  });

  it('is the request itself for any other, and for what only inherits from requests', () => {
    const request = { headers: {}, _readableState: {} };
    const prototype = Object.create(IncomingMessage.prototype) as object;
    expect(requestCarrier(request)).toBe(request);
    expect(requestCarrier(prototype)).toBe(prototype);
  });
});
