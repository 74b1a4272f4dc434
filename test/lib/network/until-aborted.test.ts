import { describe, expect, it } from 'vitest';

import { untilAborted } from '../../../lib/network/until-aborted.js';

describe('untilAborted', () => {
  const setUp = () => {
    const controller = new AbortController();
    const late: string[] = [];
    let settle: { resolve: (value: string) => void; reject: (error: Error) => void } | undefined;
    const work = new Promise<string>((resolve, reject) => (settle = { resolve, reject }));
    const result = untilAborted(work, { signal: controller.signal, discard: (value) => void late.push(value) });
    return { controller, late, result, resolve: (value: string) => settle?.resolve(value), reject: settle?.reject };
  };

  it('settles as the work does', async () => {
    const { result, resolve, controller, late } = setUp();
    resolve('done');
    await expect(result).resolves.toBe('done');
    controller.abort();
    expect(late).toEqual([]);
    const failing = setUp();
    failing.reject?.(new Error('failed'));
    await expect(failing.result).rejects.toThrow('failed');
  });

  it('rejects at once when it is aborted, and discards what comes later', async () => {
    const { result, resolve, controller, late } = setUp();
    controller.abort();
    await expect(result).rejects.toThrow('aborted');
    expect(late).toEqual([]);
    resolve('late');
    await Promise.resolve();
    expect(late).toEqual(['late']);
  });

  it('rejects when it was aborted before, and does not mind a failure that comes later', async () => {
    const signal = AbortSignal.abort();
    const work = Promise.reject(new Error('late'));
    await expect(untilAborted(work, { signal, discard: () => undefined })).rejects.toThrow('aborted');
  });
});
