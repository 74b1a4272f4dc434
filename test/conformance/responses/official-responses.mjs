import { randomUUID } from 'node:crypto';
import process from 'node:process';
import { Statsig, StatsigUser } from '@statsig/statsig-node-core';
import { applyOverrides } from '../../support/oracle/evaluation-plan.mjs';
import { startLoopbackService } from '../../support/oracle/loopback-service.mjs';

/** The official core in a process of its own: told of a project, users and options, it answers with its responses. */
const service = await startLoopbackService();

async function answer({ specs, options = {}, idLists = {}, overrides = [], calls }) {
  // Instances of one key share settings inside the process.
  const sdkKey = `secret-${randomUUID()}`;
  service.serve(sdkKey, specs, idLists);
  const client = new Statsig(sdkKey, {
    specsUrl: service.specsUrl,
    logEventUrl: service.logEventUrl,
    specsSyncIntervalMs: 3_600_000,
    enableIdLists: Object.keys(idLists).length > 0,
    idListsUrl: service.idListsUrl,
    idListsSyncIntervalMs: 3_600_000,
    disableAllLogging: true,
    outputLogLevel: 'none',
    waitForCountryLookupInit: true,
    ...options,
  });
  await client.initialize();
  applyOverrides(client, overrides);
  const responses = calls.map(({ user, request }) =>
    client.getClientInitializeResponse(new StatsigUser(user), request),
  );
  await client.shutdown();
  service.take(sdkKey);
  return responses;
}

process.on('message', (job) => {
  answer(job).then(
    (responses) => process.send({ responses }),
    (error) => process.send({ failure: String(error?.stack ?? error) }),
  );
});
process.on('disconnect', () => process.exit(0));
