import { AssertionError } from 'node:assert';
import { createTestStatsig, group, type TestStatsig } from 'statsig-nodekit/testing';
import { describe, expect, it } from 'vitest';

const ann = { userID: 'ann', email: 'ann@shop.com', privateAttributes: { flower: 'tulip' } };
const acme = { customIDs: { companyID: 'acme' } };

function clientWithRecords(): TestStatsig {
  const client = createTestStatsig({
    gates: { open: true, closed: false },
    experiments: { color: group('treatment', { color: 'red' }) },
    layers: { promo: { cta: 'Buy', hint: 'x' } },
  });
  client.checkGate(ann, 'open');
  client.getExperiment(acme, 'color');
  client.getLayer(ann, 'promo').get('cta', '');
  client.logEvent(ann, 'bought', 9.5, { sku: 'a1', size: 'L' });
  client.logEvent(acme, 'bought');
  return client;
}

/** The message of the assertion that fails. */
function failureOf(assertion: () => unknown): string {
  try {
    assertion();
  } catch (error) {
    expect(error).toBeInstanceOf(AssertionError);
    return (error as AssertionError).message;
  }
  throw new Error('nothing failed');
}

describe('an expected exposure', () => {
  it('is found by name, user, value, group, parameter and number', () => {
    const client = clientWithRecords();
    client.expectExposure('open').for(ann).for('ann').for({ userID: 'ann' }).withValue(true).times(1);
    client.expectExposure('color').for(acme).inGroup('treatment').withValue({ color: 'red' });
    client.expectExposure('promo').for(ann).ofParameter('cta').withValue('Buy');
    expect(client.expectExposure('open').exposures).toEqual([client.exposures[0]]);
    expect(client.exposures.map(({ kind, name }) => [kind, name])).toEqual([
      ['gate', 'open'],
      ['experiment', 'color'],
      ['layer', 'promo'],
    ]);
  });

  it('that is missing fails with what was recorded, and nothing of users but their ids', () => {
    const client = clientWithRecords();
    expect(failureOf(() => client.expectExposure('closed'))).toBe(
      [
        'Expected an exposure of "closed", and there is none. Recorded exposures:',
        '  - gate "open": true, for the user with userID "ann"',
        '  - experiment "color": {"color":"red"}, group "treatment", for the user with companyID "acme"',
        '  - layer "promo", parameter "cta": "Buy", for the user with userID "ann"',
      ].join('\n'),
    );
    expect(failureOf(() => createTestStatsig().expectExposure('open').for(ann))).toBe(
      'Expected an exposure of "open", and there is none. No exposures were recorded.',
    );
  });

  it.each([
    [(client: TestStatsig) => client.expectExposure('open').for('bob'), 'for the user with userID "bob"'],
    [
      (client: TestStatsig) => client.expectExposure('open').for({ userID: 'ann', customIDs: { companyID: 'acme' } }),
      'for the user with userID "ann", companyID "acme"',
    ],
    [
      (client: TestStatsig) => client.expectExposure('color').for({ userID: 'acme' }),
      'for the user with userID "acme"',
    ],
    [(client: TestStatsig) => client.expectExposure('open').withValue(false), 'with the value false'],
    [
      (client: TestStatsig) => client.expectExposure('color').for(acme).inGroup('control'),
      'for the user with companyID "acme" in the group "control"',
    ],
    [(client: TestStatsig) => client.expectExposure('promo').ofParameter('hint'), 'of the parameter "hint"'],
  ])('fails by what does not fit: %#', (assertion, words) => {
    const message = failureOf(() => assertion(clientWithRecords()));
    expect(message).toMatch(/^Expected an exposure of "\w+" /);
    expect(message).toContain(`${words}, and there is none. Recorded exposures:\n`);
  });

  it('fails by its number', () => {
    const client = clientWithRecords();
    expect(failureOf(() => client.expectExposure('open').times(2))).toMatch(
      /^Expected an exposure of "open" 2 times, and it was recorded once\. /,
    );
  });

  it('may be expected not to be there, for one user or for all', () => {
    const client = clientWithRecords();
    client.expectNoExposure('closed');
    client.expectNoExposure('open', 'bob');
    expect(failureOf(() => client.expectNoExposure('open'))).toMatch(/^Expected no exposure of "open"\. Recorded /);
    expect(failureOf(() => client.expectNoExposure('open', ann))).toBe(
      'Expected no exposure of "open" for the user with userID "ann". Recorded exposures:\n' +
        '  - gate "open": true, for the user with userID "ann"',
    );
  });

  it('is none of a check that logs none, and one of a manual one', () => {
    const client = createTestStatsig({ gates: { open: true } });
    client.checkGate(ann, 'open', { disableExposureLogging: true });
    client.expectNoExposure('open');
    expect(client.events).toEqual([]);
    client.manuallyLogGateExposure(ann, 'open');
    expect(client.expectExposure('open').exposures[0]).toMatchObject({ isManual: true, value: true });
  });

  it('is one of the many of a list that is cut', () => {
    const client = createTestStatsig();
    for (let number = 0; number < 13; number++) client.checkGate({ userID: `u${number}` }, 'open');
    const message = failureOf(() => client.expectExposure('other'));
    expect(message.split('\n')).toHaveLength(12);
    expect(message).toMatch(/\n {2}and 3 more$/);
  });
});

describe('an expected event', () => {
  it('is found by name, user, value, metadata and number', () => {
    const client = clientWithRecords();
    client.expectEvent('bought').times(2);
    client.expectEvent('bought').for('ann').withValue(9.5).withMetadata({ sku: 'a1' }).times(1);
    client.expectEvent('bought').for(acme).withValue(null);
    client.expectNoEvent('sold');
    client.expectNoEvent('bought', 'bob');
  });

  it('that is missing fails with what was recorded', () => {
    const client = clientWithRecords();
    expect(failureOf(() => client.expectEvent('bought').for('ann').withMetadata({ sku: 'b2' }))).toBe(
      [
        'Expected an event "bought" for the user with userID "ann" with the metadata {"sku":"b2"}, and there is none. Recorded events:',
        '  - "bought", value 9.5, metadata {"sku":"a1","size":"L"}, for the user with userID "ann"',
        '  - "bought", for the user with companyID "acme"',
      ].join('\n'),
    );
    expect(failureOf(() => client.expectEvent('bought').withValue(1))).toContain('with the value 1, and there is none');
    expect(failureOf(() => client.expectNoEvent('bought'))).toMatch(/^Expected no event "bought"\. Recorded events:\n/);
    expect(failureOf(() => client.expectNoEvent('bought', ann))).toContain('for the user with userID "ann"');
  });

  it('may be one of identify or of a forwarded log line', () => {
    const client = createTestStatsig();
    client.identify(ann);
    client.forwardLogLineEvent(ann, 'info', 'line');
    client.expectEvent('statsig::identify').for('ann');
    client.expectEvent('statsig::log_line').withValue('line');
  });

  it('has nothing that is private', () => {
    const client = clientWithRecords();
    expect(JSON.stringify([client.exposures, client.events])).not.toContain('tulip');
  });
});
