import type { StatsigUserArgs } from 'statsig-nodekit';
import { type SegmentMessage, segmentSink, type SegmentSinkOptions } from 'statsig-nodekit/segment';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startForwardingClient } from './support/forwarding-client.js';

const user = { userID: 'ann', customIDs: { stableID: 's', companyID: 'acme' } };

/** Everything that is logged here: what the SDK tells of itself included. */
async function forwardAll(options: Partial<SegmentSinkOptions>, who: StatsigUserArgs = user, isSuccess = true) {
  const sent: SegmentMessage[] = [];
  const sink = segmentSink({ send: (batch) => void sent.push(...batch), format: 'clean', ...options });
  const { client, serviceEvents } = await startForwardingClient(sink);
  client.checkGate(who, 'new_checkout');
  client.checkGate(who, 'global_holdout');
  client.getDynamicConfig(who, 'banner');
  client.getExperiment(who, 'button_color');
  client.getExperiment(who, 'best_title');
  client.getLayer(who, 'home').get('color', '');
  client.logEvent(who, 'checkout_started');
  client.logEvent(who, 'search');
  client.identify(who);
  client.forwardLogLineEvent(who, 'info', 'a line');
  client.checkGate(who, 'new_checkout', { disableExposureLogging: true });
  const result = await client.flushEvents();
  expect(result.isSuccess).toBe(isSuccess);
  expect(serviceEvents()).toHaveLength(10);
  return { events: sent.map(({ event }) => event), sent, statistics: sink.statistics() };
}

const usual = [
  'statsig::gate_exposure',
  'statsig::config_exposure',
  'statsig::experiment_exposure',
  'statsig::experiment_exposure',
  'statsig::layer_exposure',
  'checkout_started',
  'search',
];

describe('events', () => {
  it('of the SDK itself, and of holdouts, are not forwarded', async () => {
    const { events, statistics } = await forwardAll({});
    expect(events).toEqual(usual);
    expect(statistics).toMatchObject({ sent: 7, skipped: { internal: 3, filtered: 1 } });
  });

  it.each<[string, Partial<SegmentSinkOptions>, string[]]>([
    ['kinds', { include: { kinds: ['experiment', 'holdout'] } }, ['statsig::holdout_exposure', ...usual.slice(2, 4)]],
    [
      'names',
      { include: { names: ['checkout_*', 'butt?n_color'] } },
      ['statsig::experiment_exposure', 'checkout_started'],
    ],
    ['both', { include: { kinds: ['custom'], names: ['*'] } }, ['checkout_started', 'search']],
    ['all but some', { exclude: { kinds: ['custom'] } }, usual.slice(0, 5)],
    ['some of which not', { include: { kinds: ['custom'] }, exclude: { names: ['*arch*'] } }, ['checkout_started']],
    ['none, as a point is no pattern', { include: { names: ['sea.ch', 'sea', 'arch'] } }, []],
    ['none', { include: { kinds: [] } }, []],
  ])('are chosen by %s', async (_, options, expected) => {
    const { events, statistics } = await forwardAll(options);
    expect(events).toEqual(expected);
    expect(statistics.skipped.filtered).toBe(8 - expected.length);
  });

  it('need consent: any answer but true is a no', async () => {
    const answers: unknown[] = [true, false, 'yes', undefined, Promise.resolve(true), 1];
    const { events, statistics } = await forwardAll({
      consent: () => {
        if (answers.length === 0) throw new Error('no store');
        return answers.shift() as boolean;
      },
    });
    expect(events).toEqual(['statsig::gate_exposure']);
    expect(statistics.skipped.noConsent).toBe(6);
  });

  it('need an answer at once: promises are a no, and those that are rejected end no process', async () => {
    const rejections: unknown[] = [];
    const note = (reason: unknown): number => rejections.push(reason);
    process.on('unhandledRejection', note);
    onTestFinished(() => void process.off('unhandledRejection', note));
    const rejected = (): Promise<never> => Promise.reject(new Error('no store'));
    const consented = await forwardAll({ consent: rejected as unknown as () => boolean });
    expect(consented.statistics.skipped.noConsent).toBe(7);
    const mapped = await forwardAll({ map: rejected as unknown as () => null }, user, false);
    expect(mapped.statistics).toMatchObject({ sent: 0, refused: 7 });
    await new Promise((resolve) => setImmediate(resolve));
    expect(rejections).toEqual([]);
  });

  it('are not asked about when they are not forwarded anyway', async () => {
    const asked: string[] = [];
    await forwardAll({
      include: { names: ['search'] },
      consent: ({ eventName }) => asked.push(eventName) > 0,
    });
    expect(asked).toEqual(['search']);
  });

  it('of users without any identifier are left out, and counted', async () => {
    const { events, statistics } = await forwardAll({}, { customIDs: { companyID: 'acme' } });
    expect(events).toEqual([]);
    expect(statistics.skipped.noIdentifier).toBe(7);
  });
});

describe('samples', () => {
  it('take the share that is asked for, each event by itself, of the first sample that matches', async () => {
    const sent: SegmentMessage[] = [];
    const sink = segmentSink({
      send: (batch) => void sent.push(...batch),
      samples: [
        { names: ['rare'], rate: 0.1 },
        { names: ['never'], rate: 0 },
        { kinds: ['custom'], names: ['half', 'rare', 'never'], rate: 0.5 },
      ],
    });
    const { client } = await startForwardingClient(sink);
    for (let index = 0; index < 1000; index++) {
      for (const name of ['rare', 'half', 'never', 'all']) client.logEvent(user, name);
    }
    await client.flushEvents();
    const count = (name: string): number => sent.filter(({ event }) => event === name).length;
    expect([count('never'), count('all')]).toEqual([0, 1000]);
    // Five standard deviations.
    expect(Math.abs(count('rare') - 100)).toBeLessThan(48);
    expect(Math.abs(count('half') - 500)).toBeLessThan(80);
    expect(sink.statistics().skipped.sampled).toBe(4000 - sent.length);
  });
});

describe('a period', () => {
  it('holds back exposures of the same unit, rule and group, and no events of the application', async () => {
    const sent: SegmentMessage[] = [];
    const sink = segmentSink({ send: (batch) => void sent.push(...batch), exposurePeriodMs: 3_600_000 });
    const { client } = await startForwardingClient(sink);
    for (let round = 0; round < 3; round++) {
      // Of the client each exposure by hand is one, whatever it has logged by itself.
      client.checkGate(user, 'new_checkout');
      client.manuallyLogFeatureGateExposure(user, 'new_checkout');
      client.getExperiment(user, 'button_color');
      client.getExperiment({ ...user, userID: `other ${round}` }, 'button_color');
      client.checkGate({ userID: 'bob' }, 'new_checkout');
      client.logEvent(user, 'search');
    }
    await client.flushEvents();
    expect(sent.map(({ event, userId }) => `${event} ${userId}`).toSorted()).toEqual([
      'search ann',
      'search ann',
      'search ann',
      'statsig::experiment_exposure ann',
      'statsig::gate_exposure ann',
      'statsig::gate_exposure bob',
    ]);
    // The by-hand exposure, and those of the same company by other users.
    expect(sink.statistics().skipped.repeated).toBe(4);
  });

  it('holds back none of other users where no ID decided', async () => {
    const sent: SegmentMessage[] = [];
    const sink = segmentSink({ send: (batch) => void sent.push(...batch), exposurePeriodMs: 3_600_000 });
    const { client } = await startForwardingClient(sink);
    for (const stableID of ['one', 'two']) {
      // By `userID`, which they have not.
      client.checkGate({ customIDs: { stableID } }, 'new_checkout');
      client.checkGate({ customIDs: { stableID } }, 'gate_that_is_not_there');
    }
    await client.flushEvents();
    expect(sent.map(({ anonymousId }) => anonymousId)).toEqual(['one', 'one', 'two', 'two']);
    client.manuallyLogFeatureGateExposure({ customIDs: { stableID: 'one' } }, 'new_checkout');
    await client.flushEvents();
    expect(sink.statistics()).toMatchObject({ sent: 4, skipped: { repeated: 1 } });
  });

  it('does not count what was left out for another reason as forwarded', async () => {
    const sent: SegmentMessage[] = [];
    const sink = segmentSink({
      send: (batch) => void sent.push(...batch),
      exposurePeriodMs: 3_600_000,
      map: (message) => (message.userId === 'nobody' ? null : message),
    });
    const { client } = await startForwardingClient(sink);
    // All of one company, which is the unit of this experiment.
    const customIDs = { companyID: 'acme' };
    client.getExperiment({ customIDs }, 'button_color');
    client.getExperiment({ userID: 'nobody', customIDs }, 'button_color');
    client.getExperiment({ userID: 'ann', customIDs }, 'button_color');
    client.getExperiment({ userID: 'bob', customIDs }, 'button_color');
    await client.flushEvents();
    expect(sent.map(({ userId }) => userId)).toEqual(['ann']);
    expect(sink.statistics().skipped).toMatchObject({ noIdentifier: 1, mappedToNull: 1, repeated: 1 });
  });
});
