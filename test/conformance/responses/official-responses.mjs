import { randomUUID } from 'node:crypto';
import process from 'node:process';
import { Statsig, StatsigUser } from '@statsig/statsig-node-core';
import { applyOverrides } from '../../support/oracle/evaluation-plan.mjs';
import { startLoopbackService } from '../../support/oracle/loopback-service.mjs';
import { answerTwice } from './answer-twice.mjs';
import { answerChecks } from './check-answers.mjs';

/** The official core in a process of its own: told of a project, users and options, it answers with its responses. */
const service = await startLoopbackService();

async function answer({ specs, options = {}, idLists = {}, overrides = [], calls }) {
  // Instances of one key share settings inside the process.
  const sdkKey = `secret-${randomUUID()}`;
  service.serve(sdkKey, specs, idLists);
  const client = new Statsig(sdkKey, {
    specsUrl: service.specsUrl,
    logEventUrl: service.logEventUrl,
    // What is compared are answers, not how soon a busy machine gives them. It limits the wait for ID lists, too.
    initTimeoutMs: 60_000,
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
  const answers = calls.map(({ user: fields, request, isRepeated = false, checks }) => {
    const user = new StatsigUser(fields);
    const ask = (more) => client.getClientInitializeResponse(user, { ...request, ...more });
    return {
      ...answerTwice(ask, isRepeated),
      ...(checks === undefined ? {} : { checks: answerChecks(client, user, checks) }),
    };
  });
  await client.shutdown();
  service.take(sdkKey);
  return answers;
}

process.on('message', (job) => {
  answer(job).then(
    (answers) => process.send({ answers }),
    (error) => process.send({ failure: String(error?.stack ?? error) }),
  );
});
process.on('disconnect', () => process.exit(0));
