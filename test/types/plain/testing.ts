import { allocatedTo, byUserID, createTestStatsig, group } from 'statsig-nodekit/testing';

import { expectType } from '../expect-type.js';

const client = createTestStatsig({
  gates: { any: true, other: (user) => user.email === 'ann@shop.com', third: byUserID({ ann: true }, false) },
  configs: { any: { a: 1 }, other: (user) => ({ id: user.userID }) },
  experiments: { any: group('treatment', { a: 1 }), other: (user) => group(user.userID ?? 'none', { a: 1 }) },
  layers: { any: allocatedTo('any'), other: { a: 1 }, third: byUserID({ ann: { a: 1 } }) },
  parameterStores: { any: { a: 1 } },
});
expectType<boolean>()(client.checkGate({ userID: 'u' }, 'any'));
client.setExperiment('any', { a: 2 });
client.expectExposure('any').for('ann');
// @ts-expect-error -- no boolean
createTestStatsig({ gates: { any: 'yes' } });
// @ts-expect-error -- no object of values
client.setConfig('any', 5);
