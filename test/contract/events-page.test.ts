import { readFileSync } from 'node:fs';

import { describe, expect, it, onTestFinished, vi } from 'vitest';

import { StatsigEvent } from '../../lib/index.js';
import { type ArrivedEvent, startClientBench } from '../support/client-bench.js';
import { readPostedBatch } from '../support/http-server.js';
import { buildSpecs, everyone, passGate, rule } from '../support/specs-builder.js';

/*
 * docs/events.md shows each event as JSON. A client that logs all of them shows that each is sent as the page says, and that no
 * other one is.
 */

const page = readFileSync(new URL('../../docs/events.md', import.meta.url), 'utf8');

/** The JSON blocks of the page, in order. */
const shown = [...page.matchAll(/^```json\n([\s\S]*?)^```$/gm)].map(
  ([, text = '']) => JSON.parse(text) as Record<string, unknown>,
);
const shownEvents = shown.filter((block) => 'eventName' in block) as unknown as ArrivedEvent[];

const specs = buildSpecs({
  gates: {
    employees: { version: 2, rules: [rule('staff', [everyone])] },
    new_checkout: { version: 4, rules: [rule('6aQfBeTa', [passGate('employees')])] },
  },
  configs: {
    banner: {
      entity: 'dynamic_config',
      version: 3,
      rules: [rule('2hWinter', [everyone], { returnValue: { text: 'Sale' } })],
    },
    button_color: {
      version: 7,
      isActive: true,
      explicitParameters: ['color'],
      rules: [
        rule('5xBlue', [everyone], { returnValue: { color: 'blue' }, groupName: 'Blue', isExperimentGroup: true }),
      ],
    },
  },
  layers: {
    home: {
      version: 1,
      defaultValue: { color: 'grey' },
      rules: [rule('9lHome', [everyone], { configDelegate: 'button_color' })],
    },
  },
});

const user = { userID: 'a-user', email: 'a@example.com', privateAttributes: { plan: 'secret' } };

/** What differs from run to run, in the place of which the page shows something of the same form. */
function normalized(event: ArrivedEvent): unknown {
  const { metadata } = event;
  const varying = new Set(['lcut', 'receivedAt', 'trace', 'markers']);
  const known =
    metadata && Object.entries(metadata).map(([key, value]) => [key, varying.has(key) ? typeof value : value]);
  return { ...event, time: typeof Reflect.get(event, 'time'), metadata: known && Object.fromEntries(known) };
}

/** The text of each marker without times and addresses. */
function markersOf(event: ArrivedEvent | undefined): unknown[] {
  const markers = JSON.parse(String(event?.metadata?.['markers'])) as Record<string, unknown>[];
  return markers.map(({ timestamp, url, ...marker }) => ({ ...marker, times: typeof timestamp, has: typeof url }));
}

describe('the page of events', () => {
  it('shows each event as it is sent, and no other one is sent', async () => {
    const { client, events } = await startClientBench({
      specs,
      options: {
        environment: 'production',
        disableDiagnostics: false,
        consoleCaptureOptions: { enabled: true },
      },
    });
    const write = vi.spyOn(console, 'error').mockReturnValue();
    onTestFinished(() => write.mockRestore());
    await client.initialize();
    client.checkGate(user, 'new_checkout');
    client.getDynamicConfig(user, 'banner');
    client.getExperiment(user, 'button_color');
    client.getLayer(user, 'home').get('color', '');
    client.manuallyLogFeatureGateExposure(user, 'new_checkout');
    client.checkGate(user, 'employees', { disableExposureLogging: true });
    client.logEvent(user, 'purchase', 9.5, { sku: 'SHOE-42', items: 2, gift: false });
    client.logEvent(new StatsigEvent(user, 'purchase', 9.5, { sku: 'SHOE-42', items: 2, gift: false }));
    client.identify(user);
    client.forwardLogLineEvent(user, 'warn', 'The basket was empty', { pod: 'shop-1' });
    console.error('Payment failed', { code: 402 });
    client.stopConsoleCapture();
    const sent = await events();
    const distinct = (list: readonly ArrivedEvent[]): Set<string> =>
      new Set(list.map((event) => JSON.stringify(sorted(normalized(event)))));
    expect([...distinct(shownEvents)].toSorted()).toEqual([...distinct(sent)].toSorted());
    const isDiagnostics = ({ eventName }: ArrivedEvent): boolean => eventName === 'statsig::diagnostics';
    const [ours, theirs] = [shownEvents.find(isDiagnostics), sent.find(isDiagnostics)];
    expect(markersOf(ours)).toEqual(markersOf(theirs));
  });

  it('shows the body that events are posted in', async () => {
    const { client, server } = await startClientBench({ specs, options: { serviceName: 'shop' } });
    client.logEvent(user, 'purchase');
    await client.flushEvents();
    const [post] = server.requests;
    if (post === undefined) throw new Error('Nothing was posted.');
    const { statsigMetadata, events } = readPostedBatch(post);
    const body = shown.find((block) => 'statsigMetadata' in block && 'events' in block);
    expect(Object.keys(body ?? {})).toEqual(['events', 'statsigMetadata']);
    expect(events).toHaveLength(1);
    expect(Object.keys(body?.['statsigMetadata'] as object)).toEqual(Object.keys(statsigMetadata));
  });

  it('shows what listeners are told', async () => {
    const { client } = await startClientBench({ specs });
    await client.initialize();
    const heard: unknown[] = [];
    client.subscribe('*', (event) => void heard.push(JSON.parse(JSON.stringify(event))));
    client.checkGate(user, 'new_checkout');
    client.getDynamicConfig(user, 'banner');
    client.getExperiment(user, 'button_color');
    client.getLayer(user, 'home');
    await new Promise((resolve) => setImmediate(resolve));
    expect(heard).toEqual(shown.filter((block) => 'event_name' in block));
  });
});

/** The same with keys in order: their order on the page is for readers. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, entry]) => [key, sorted(entry)]));
}
