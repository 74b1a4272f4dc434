import type { Statsig } from 'statsig-nodekit';
import { allocatedTo, byUserID, createTestStatsig, group, type TestStatsig } from 'statsig-nodekit/testing';

import { expectType } from '../expect-type.js';

const client = createTestStatsig({
  gates: { new_checkout: true, free_shipping: (user) => user.custom?.['plan'] === 'pro' },
  configs: { limits: { items: 3 }, prices: (user) => ({ table: { [user.userID ?? '']: 1 } }) },
  experiments: { button_color: group('treatment', { color: 'red' }) },
  layers: { promo: allocatedTo('button_color') },
  parameterStores: {
    checkout: {
      title: 'Hi',
      items: { ref_type: 'dynamic_config', param_type: 'number', config_name: 'limits', param_name: 'items' },
    },
  },
});
expectType<TestStatsig>()(client);
const asClient: Statsig = client;
void asClient;

createTestStatsig();
createTestStatsig({ gates: { new_checkout: byUserID({ ann: true }, false) }, unknown: 'throw' });
createTestStatsig({ configs: { limits: byUserID({ ann: { items: 1, tags: ['a'] } }) } });
createTestStatsig({ experiments: { button_color: { isBold: true } }, layers: { promo: { cta: null } } });
createTestStatsig({
  experiments: { button_color: (user) => group(user.userID === 'a' ? 'x' : 'y', { color: 'blue', isBold: true }) },
  layers: { promo: (user) => (user.userID === undefined ? { color: 'blue' } : allocatedTo('button_color')) },
});
createTestStatsig({ experiments: { button_color: group('treatment') }, specs: '{}' });

// @ts-expect-error -- misspelt
createTestStatsig({ gates: { new_chekout: true } });
// @ts-expect-error -- no boolean
createTestStatsig({ gates: { new_checkout: 'yes' } });
// @ts-expect-error -- a function of something else
createTestStatsig({ gates: { new_checkout: () => 'yes' } });
// @ts-expect-error -- a value of another type
createTestStatsig({ configs: { limits: { items: 'three' } } });
// @ts-expect-error -- no value of the parameter
createTestStatsig({ experiments: { button_color: group('treatment', { color: 'green' }) } });
// @ts-expect-error -- misspelt
createTestStatsig({ experiments: { button_color: { colour: 'red' } } });
// @ts-expect-error -- misspelt
createTestStatsig({ layers: { promos: {} } });
// @ts-expect-error -- a parameter of another type
createTestStatsig({ parameterStores: { checkout: { title: 5 } } });
// @ts-expect-error -- neither of the two
createTestStatsig({ unknown: 'ignore' });
// @ts-expect-error -- an option that plays no part here
createTestStatsig({ options: { specsUrl: 'http://127.0.0.1' } });

client.setGate('free_shipping', false);
client.setConfig('limits', { label: 'x' });
client.setExperiment('button_color', group('control', { color: 'blue' }));
client.setLayer('promo', { color: 'red' });
client.setParameterStore('checkout', { items: 1 });
client.define({ gates: { new_checkout: false } });
client.expectExposure('promo').for('u').ofParameter('cta').withValue('Buy').times(1);
client.expectNoExposure('limits', { userID: 'u' });
client
  .expectEvent('any_name')
  .for({ customIDs: { companyID: 'c' } })
  .withMetadata({ sku: 'a' });
expectType<string | null>()(client.inGroup('button_color', 'treatment', { country: 'NZ' }).userID);
// @ts-expect-error -- misspelt
client.setGate('free_shiping', false);
// @ts-expect-error -- a value of another type
client.setConfig('limits', { label: 5 });
// @ts-expect-error -- misspelt
client.expectExposure('new_chekout');
// @ts-expect-error -- a layer
client.inGroup('promo', 'treatment');
