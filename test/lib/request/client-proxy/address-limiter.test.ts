import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { AddressLimiter } from '../../../../lib/request/client-proxy/address-limiter.js';

describe('AddressLimiter', () => {
  it('lets a burst pass, then as many as the rate allows, and says how long to wait', () => {
    let nowMs = 0;
    const limiter = new AddressLimiter({ requestsPerMinute: 60, burst: 3 }, () => nowMs);
    const take = (): number => limiter.take('203.0.113.7');
    expect([take(), take(), take(), take()]).toEqual([0, 0, 0, 1000]);
    nowMs = 999;
    expect(take()).toBe(1);
    nowMs = 1000;
    expect([take(), take()]).toEqual([0, 1000]);
    nowMs = 3_600_000;
    expect([take(), take(), take(), take()]).toEqual([0, 0, 0, 1000]);
  });

  it('counts each address for itself, and of IPv6 each network', () => {
    const limiter = new AddressLimiter({ requestsPerMinute: 60, burst: 1 }, () => 0);
    const passes = (address: string): boolean => limiter.take(address) === 0;
    expect([passes('203.0.113.7'), passes('203.0.113.7'), passes('203.0.113.8')]).toEqual([true, false, true]);
    expect(passes('2001:db8:0:1::1')).toBe(true);
    expect(passes('2001:DB8::1:ffff:ffff:ffff:ffff')).toBe(false);
    expect(passes('2001:db8:0:0001:1:2:3:4')).toBe(false);
    expect(passes('2001:db8:0:2::1')).toBe(true);
    expect([passes('::1'), passes('::2'), passes('fe80::1%eth0'), passes('fe80::2%eth0')]).toEqual([
      true,
      false,
      true,
      false,
    ]);
    expect([passes('unknown'), passes('unknown'), passes('')]).toEqual([true, false, true]);
  });

  it('forgets those who asked least recently, so that its memory is bounded', () => {
    const limiter = new AddressLimiter({ requestsPerMinute: 1, burst: 1 }, () => 0);
    const passes = (address: string): boolean => limiter.take(address) === 0;
    passes('first');
    passes('second');
    for (let index = 0; index < 9_998; index++) passes(`other-${index}`);
    expect(passes('first')).toBe(false);
    passes('one-more');
    expect(passes('second')).toBe(true);
    expect(passes('first')).toBe(false);
  });

  it('keeps nothing of the headers that addresses were read from, nor of what is no address', () => {
    const limiter = new AddressLimiter({ requestsPerMinute: 1, burst: 1 }, () => 0);
    const before = usedBytes();
    for (let index = 0; index < 3_000; index++) {
      const header = `203.0.${100 + Math.floor(index / 100)}.${100 + (index % 100)}, ${'x'.repeat(8_000)}${index}`;
      limiter.take(header.split(', ', 1)[0] ?? '');
      limiter.take(header);
    }
    expect(usedBytes() - before).toBeLessThan(8_000_000);
  });
});

/** What is in use of the heap once it is cleaned up. */
function usedBytes(): number {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  collectGarbage();
  return process.memoryUsage().heapUsed;
}
