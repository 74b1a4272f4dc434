import { Analytics } from '@segment/analytics-node';
import { type Statsig, StatsigUser, sdkVersion } from 'statsig-nodekit';
import { type SegmentFormat, segmentSink, type SegmentSinkOptions } from 'statsig-nodekit/segment';
import { describe, expect, it, onTestFinished } from 'vitest';
import { drain, startForwardingClient } from './support/forwarding-client.js';
import { postTo, type ReceivedMessage, startSegmentServer } from './support/segment-server.js';

/** The five kinds of events that applications cause most. */
function logOneOfEach(client: Statsig, user: StatsigUser): void {
  client.checkGate(user, 'new_checkout');
  client.getDynamicConfig(user, 'banner');
  client.getExperiment(user, 'button_color');
  client.getLayer(user, 'home').get('color', '');
  client.logEvent({ user, eventName: 'purchase', value: 9.5, metadata: { sku: 'a' }, time: 1_700_000_000_000 });
}

type Way = 'send' | 'writeKey' | 'client';

/** What arrives at Segment when one event of each kind is logged for a user. */
async function forwardOneOfEach(
  way: Way,
  user: StatsigUser,
  options: Partial<SegmentSinkOptions> = {},
): Promise<ReceivedMessage[]> {
  const server = await startSegmentServer();
  const sink = segmentSink({ ...wayTo(way, server), ...options });
  const { client, serviceEvents } = await startForwardingClient(sink);
  logOneOfEach(client, user);
  await drain(client);
  expect(serviceEvents()).toHaveLength(5);
  expect(server.complaints).toEqual([]);
  return [...server.taken];
}

function wayTo(way: Way, server: Awaited<ReturnType<typeof startSegmentServer>>): Partial<SegmentSinkOptions> {
  const { url: host, writeKey } = server;
  if (way === 'send') return { send: postTo(server) };
  if (way === 'writeKey') return { writeKey, host };
  const client = new Analytics({ writeKey, host });
  onTestFinished(() => client.closeAndFlush({ timeout: 1000 }));
  return { client };
}

const known = new StatsigUser({
  userID: 'ann',
  customIDs: { stableID: 'device-1', companyID: 'acme' },
  email: 'ann@example.com',
  ip: '1.2.3.4',
  userAgent: 'UA',
  locale: 'en_US',
  custom: { plan: 'pro' },
  privateAttributes: { ssn: 'never-told' },
});
const visitor = new StatsigUser({ customIDs: { stableID: 'device-2', companyID: 'acme' } });

const aTime = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
const anId = expect.stringMatching(/^[\w-]{43}$/);
const someDigits = expect.stringMatching(/^\d+$/);

/** The metadata that all exposures have. */
const common = { reason: 'Network:Recognized', lcut: '1000', time: '1000', receivedAt: someDigits };
const userUnit = (user: StatsigUser): object =>
  user.userID === null || user.userID === undefined || user.userID === '' ? {} : { unitID: user.userID };

/** What `properties` say of each event in the form `compat`. */
const compatMetadata = (user: StatsigUser): [string, object][] => [
  [
    'statsig::gate_exposure',
    { gate: 'new_checkout', gateValue: 'true', ruleID: 'gate_rule', configVersion: '4', ...common, ...userUnit(user) },
  ],
  [
    'statsig::config_exposure',
    { config: 'banner', ruleID: 'config_rule', rulePassed: 'true', ...common, ...userUnit(user) },
  ],
  [
    'statsig::experiment_exposure',
    {
      config: 'button_color',
      ruleID: 'blue_rule',
      rulePassed: 'true',
      experimentGroupName: 'Blue',
      unitID: 'acme',
      ...common,
    },
  ],
  [
    'statsig::layer_exposure',
    {
      config: 'home',
      parameterName: 'color',
      isExplicitParameter: 'true',
      allocatedExperiment: 'button_color',
      ruleID: 'blue_rule',
      experimentGroupName: 'Blue',
      ...common,
      ...userUnit(user),
    },
  ],
];

const cleanProperties = (user: StatsigUser): [string, object][] => {
  const told = { reason: 'Network:Recognized', lcut: 1000 };
  const unit = userUnit(user) as { unitID?: string };
  const own = { ...(unit.unitID !== undefined && { unit_id: unit.unitID }), unit_type: 'userID' };
  return [
    ['statsig::gate_exposure', { gate: 'new_checkout', value: true, rule_id: 'gate_rule', ...own, ...told }],
    ['statsig::config_exposure', { config: 'banner', rule_id: 'config_rule', ...own, ...told }],
    [
      'statsig::experiment_exposure',
      {
        experiment: 'button_color',
        rule_id: 'blue_rule',
        group: 'Blue',
        unit_id: 'acme',
        unit_type: 'companyID',
        ...told,
      },
    ],
    [
      'statsig::layer_exposure',
      {
        layer: 'home',
        parameter: 'color',
        experiment: 'button_color',
        rule_id: 'blue_rule',
        group: 'Blue',
        ...own,
        ...told,
      },
    ],
    ['purchase', { sku: 'a', value: 9.5 }],
  ];
};

interface Person {
  readonly user: StatsigUser;
  readonly options: Partial<SegmentSinkOptions>;
  readonly identity: object;
}

const people: Readonly<Record<string, Person>> = {
  'a user': { user: known, options: {}, identity: { userId: 'ann', anonymousId: 'device-1' } },
  'a visitor without user ID': { user: visitor, options: {}, identity: { anonymousId: 'device-2' } },
  'mapped custom IDs': {
    user: known,
    options: { identifiers: { userId: 'companyID', anonymousId: 'userID' } },
    identity: { userId: 'acme', anonymousId: 'ann' },
  },
  'a visitor with a mapped custom ID, and no anonymous one': {
    user: visitor,
    options: { identifiers: { userId: 'companyID', anonymousId: null } },
    identity: { userId: 'acme' },
  },
};

const cases = (['send', 'writeKey', 'client'] as const).flatMap((way) =>
  Object.entries(people).map(([who, person]): [Way, string, Person] => [way, who, person]),
);

/** What every message has beside its content. Segment's library has names of its own for some of it. */
function frameOf(way: Way, { identity }: Person, time: unknown): object {
  const frame = { type: 'track', ...identity, integrations: { Statsig: false }, timestamp: time, messageId: anId };
  if (way === 'send') return { ...frame, originalTimestamp: time };
  return { ...frame, _metadata: { nodeVersion: process.version, jsRuntime: 'node' } };
}

const libraryOf = (way: Way): object =>
  way === 'send'
    ? { name: 'statsig-nodekit', version: sdkVersion }
    : { name: '@segment/analytics-node', version: expect.stringMatching(/^3\./) };

const purchasedAt = new Date(1_700_000_000_000).toISOString();

describe.each(cases)('through %s, for %s', (way, _, person) => {
  const { user, options } = person;
  const [userAgent, ip] = [user.userAgent, user.ip];
  const isKnown = user === known;

  it('compat has the fields of the hosted integration, and no others', async () => {
    const taken = await forwardOneOfEach(way, user, options);
    const userFields = Object.entries(JSON.parse(JSON.stringify(user)) as object).filter(
      ([field]) => field !== 'email' && field !== 'privateAttributes',
    );
    const context = {
      user: Object.fromEntries(userFields),
      stableID: isKnown ? 'device-1' : 'device-2',
      ...(isKnown && { ip, userAgent, locale: 'en_US' }),
      library: libraryOf(way),
    };
    expect(taken).toEqual([
      ...compatMetadata(user).map(([event, metadata]) => ({
        ...frameOf(way, person, aTime),
        event,
        properties: { metadata, value: '' },
        context: { ...context, metadata, value: '' },
      })),
      {
        ...frameOf(way, person, purchasedAt),
        event: 'purchase',
        properties: { metadata: { sku: 'a' }, value: 9.5 },
        context: { ...context, metadata: { sku: 'a' }, value: 9.5 },
      },
    ]);
  });

  it('clean has flat properties, and no user', async () => {
    const taken = await forwardOneOfEach(way, user, { ...options, format: 'clean' });
    expect(taken).toEqual(
      cleanProperties(user).map(([event, properties]) => ({
        ...frameOf(way, person, event === 'purchase' ? purchasedAt : aTime),
        event,
        properties,
        context: { library: libraryOf(way) },
      })),
    );
  });
});

describe.each<SegmentFormat>(['compat', 'clean'])('an email address in the form %s', (format) => {
  it('is in no byte unless it is allowed', async () => {
    const taken = await forwardOneOfEach('send', known, { format });
    expect(JSON.stringify(taken)).not.toContain('ann@example.com');
  });

  it('is at the top level through `send`', async () => {
    const taken = await forwardOneOfEach('send', known, { format, allowEmail: true });
    expect(taken.map(({ email }) => email)).toEqual(Array(5).fill('ann@example.com'));
  });

  it.each(['writeKey', 'client'] as const)('is among the traits through `%s`', async (way) => {
    const taken = await forwardOneOfEach(way, known, { format, allowEmail: true });
    expect(taken).toHaveLength(5);
    expect(taken.map(({ email, context }) => [email, (context as { traits: unknown }).traits])).toEqual(
      taken.map(() => [undefined, { email: 'ann@example.com' }]),
    );
  });
});

describe('layers', () => {
  it('are told as the experiment that set the parameter, where they are asked to be', async () => {
    const taken = await forwardOneOfEach('send', known, { layers: 'experiment', format: 'clean' });
    expect(taken[3]).toMatchObject({
      event: 'statsig::experiment_exposure',
      properties: { experiment: 'button_color', layer: 'home', parameter: 'color', group: 'Blue' },
    });
    const compat = await forwardOneOfEach('send', known, { layers: 'experiment' });
    expect(compat[3]).toMatchObject({
      event: 'statsig::experiment_exposure',
      properties: { metadata: { config: 'button_color', parameterName: 'color' } },
    });
  });
});

describe('settings of messages', () => {
  it('name a group, a library, destinations, and custom events', async () => {
    const taken = await forwardOneOfEach('send', known, {
      identifiers: { groupId: 'companyID' },
      libraryName: 'shop',
      integrations: { Statsig: false, Amplitude: true },
      customEventPrefix: 'Shop ',
    });
    expect(taken.at(-1)).toMatchObject({
      event: 'Shop purchase',
      integrations: { Statsig: false, Amplitude: true },
      context: { groupId: 'acme', library: { name: 'shop' } },
    });
  });

  it('let a function of the application change messages, and leave them out', async () => {
    const taken = await forwardOneOfEach('send', known, {
      map: (message, event) => (event.exposure === null ? { ...message, properties: { total: event.value } } : null),
    });
    expect(taken.map(({ event, properties }) => [event, properties])).toEqual([['purchase', { total: 9.5 }]]);
  });

  it('are of each message alone, whatever such a function does to them', async () => {
    const taken = await forwardOneOfEach('send', known, {
      map: (message, { exposure }) => {
        if (exposure !== null) message.integrations['Amplitude'] = false;
        return message;
      },
    });
    expect(taken.map(({ integrations }) => integrations)).toEqual([
      ...Array.from({ length: 4 }, () => ({ Statsig: false, Amplitude: false })),
      { Statsig: false },
    ]);
  });

  it('leave the traits of such a function beside an email address', async () => {
    const taken = await forwardOneOfEach('writeKey', known, {
      allowEmail: true,
      map: (message) => ({ ...message, context: { ...message.context, traits: { plan: 'pro' } } }),
    });
    expect(taken.map(({ context }) => (context as { traits: unknown }).traits)).toEqual(
      taken.map(() => ({ plan: 'pro', email: 'ann@example.com' })),
    );
  });
});
