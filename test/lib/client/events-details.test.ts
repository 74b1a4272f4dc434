import { expect, it } from 'vitest';
import { Statsig } from '../../../lib/client/statsig.js';
import { createTestStatsig } from '../../../lib/testing/create-test-statsig.js';
import { startStatsigServer } from '../../integrations/nestjs/support/statsig-server.js';

it('tells how many events wait, were delivered and were lost, without sending any', async () => {
  const server = await startStatsigServer();
  const client = new Statsig('secret-details', { ...server.options, outputLogLevel: 'none' });
  await client.initialize();
  expect(client.getEventsDetails()).toEqual({ pending: 0, delivered: 0, dropped: {} });
  for (const number of [1, 2]) client.logEvent({ userID: 'ann' }, `event-${number}`);
  expect(client.getEventsDetails()).toEqual({ pending: 2, delivered: 0, dropped: {} });
  await client.flushEvents();
  expect(client.getEventsDetails()).toEqual({ pending: 0, delivered: 2, dropped: {} });

  server.eventsStatus = 503;
  client.logEvent({ userID: 'ann' }, 'lost');
  await client.shutdown(200);
  expect(client.getEventsDetails()).toEqual({ pending: 0, delivered: 2, dropped: { shutdown: 1 } });
});

it('tells of nothing in a client for tests, which sends nothing', () => {
  const client = createTestStatsig();
  client.logEvent({ userID: 'ann' }, 'bought');
  expect(client.getEventsDetails()).toEqual({ pending: 0, delivered: 0, dropped: {} });
});
