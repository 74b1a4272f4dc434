import { gzipSync } from 'node:zlib';
import { LogLevel, StatsigClient } from '@statsig/js-client';
import type { Emulator, Project } from 'statsig-nodekit/emulator';
import { describe, expect, onTestFinished, test } from 'vitest';
import { emulatorForTest } from './emulator-for-test.js';

const project: Project = {
  segments: { testers: { idList: ['ann'] } },
  gates: {
    everyone: { rules: [{ name: 'all' }] },
    for_testers: { rules: [{ name: 'testers', if: [{ segment: 'testers' }] }] },
    office: { rules: [{ name: 'office', if: [{ field: 'ip', any: ['203.0.113.7'] }] }] },
  },
  dynamicConfigs: { banner: { default: { text: 'none' }, rules: [{ name: 'all', value: { text: 'Tea 🫖' } }] } },
};

/** The SDK of browsers, in this process. */
function openPage(emulator: Emulator, user: object): StatsigClient {
  const page = new StatsigClient('client-any', user, {
    networkConfig: { api: emulator.clientApiUrl },
    loggingEnabled: 'always',
    logLevel: LogLevel.None,
  });
  onTestFinished(() => page.shutdown());
  return page;
}

describe("the browser's SDK", () => {
  test('is decided by the emulator, ID lists included, and delivers its events there', async () => {
    const emulator = await emulatorForTest({ project });
    const page = openPage(emulator, { userID: 'ann', ip: '203.0.113.7' });
    expect(await page.initializeAsync()).toMatchObject({ success: true, source: 'Network' });
    expect(page.getFeatureGate('for_testers')).toMatchObject({
      value: true,
      details: { reason: 'Network:Recognized' },
    });
    expect(page.checkGate('office')).toBe(true);
    expect(page.getDynamicConfig('banner').value).toEqual({ text: 'Tea 🫖' });
    page.logEvent('purchase', 3, { sku: 'kettle' });
    await page.flush();
    expect(emulator.events({ name: 'purchase' })).toMatchObject([
      { sdkType: 'javascript-client', value: 3, metadata: { sku: 'kettle' }, user: { userID: 'ann' } },
    ]);
    expect(emulator.events({ name: 'statsig::gate_exposure' })).toHaveLength(2);
  });

  test('sees an edit when it asks again, and is told when there is none', async () => {
    const emulator = await emulatorForTest({ project });
    const page = openPage(emulator, { userID: 'bob' });
    await page.initializeAsync();
    expect(page.checkGate('for_testers')).toBe(false);
    expect(await page.updateUserAsync({ userID: 'bob' })).toMatchObject({ source: 'NetworkNotModified' });
    await emulator.update({ ...project, segments: { testers: { idList: ['ann', 'bob'] } } });
    await page.updateUserAsync({ userID: 'bob' });
    expect(page.checkGate('for_testers')).toBe(true);
  });

  test('may be on a page of any origin', async () => {
    const emulator = await emulatorForTest({ project });
    const origin = { origin: 'https://shop.example' };
    const preflight = await fetch(`${emulator.clientApiUrl}/rgstr`, {
      method: 'OPTIONS',
      headers: { ...origin, 'access-control-request-headers': 'statsig-event-count' },
    });
    expect(preflight.status).toBe(204);
    expect(Object.fromEntries(preflight.headers)).toMatchObject({
      'access-control-allow-origin': '*',
      'access-control-allow-methods': 'POST',
      'access-control-allow-headers': 'statsig-event-count',
    });
    const refused = await fetch(`${emulator.clientApiUrl}/initialize`, { method: 'POST', headers: origin, body: '[]' });
    expect({ status: refused.status, origin: refused.headers.get('access-control-allow-origin') }).toEqual({
      status: 400,
      origin: '*',
    });
  });

  test.each([
    ['plain, as with sendBeacon', (text: string) => text, ''],
    ['in gzip without a header that says so', (text: string) => new Uint8Array(gzipSync(text)), '?gz=1'],
    [
      'in the encoding of its own, which is of Latin-1',
      (text: string) => Buffer.from(text, 'latin1').toString('base64').split('').toReversed().join(''),
      '?se=1',
    ],
  ])('is read when it writes %s', async (_form, write, query) => {
    const emulator = await emulatorForTest({ project });
    const text = JSON.stringify({ events: [{ eventName: 'é', user: {} }], statsigMetadata: { sdkType: 'sdk' } });
    const response = await fetch(`${emulator.clientApiUrl}/rgstr${query}`, { method: 'POST', body: write(text) });
    expect([response.status, await response.json()]).toEqual([202, { success: true }]);
    expect(emulator.events()).toMatchObject([{ eventName: 'é', sdkType: 'sdk' }]);
  });

  test.each([
    ['no JSON', '{', 400, 'The body is not JSON.'],
    ['no list', '{"events":1}', 400, 'expected `events` to be a list, found 1'],
    ['no events', '{"events":[{}]}', 400, 'expected events[0].eventName to be a text, found nothing'],
  ])('is told what is wrong with events that are %s', async (_what, body, status, error) => {
    const emulator = await emulatorForTest({ project });
    const response = await fetch(`${emulator.clientApiUrl}/rgstr`, { method: 'POST', body });
    expect([response.status, await response.json()]).toEqual([status, { success: false, error }]);
    expect(emulator.events()).toEqual([]);
  });

  test('may say what went wrong within itself', async () => {
    const emulator = await emulatorForTest();
    expect((await fetch(`${emulator.clientApiUrl}/sdk_exception`, { method: 'POST', body: '{}' })).status).toBe(202);
  });
});
