import { randomUUID } from 'node:crypto';
import process from 'node:process';
import { Statsig, StatsigUser } from '@statsig/statsig-node-core';
import { answerPlan, answerProject, applyOverrides, loggingFor } from './evaluation-plan.mjs';
import { logEvents, muteConsole, readOtherEvents } from './event-plan.mjs';
import { readExposures } from './exposure-log.mjs';
import { startLoopbackService } from './loopback-service.mjs';
import { SENTINEL, allNoted, answerSticky, notingStorage } from './sticky-plan.mjs';

/**
 * The official core in a process of its own, because it can abort the process. Jobs come in and answers go out as
 * structured clones, which carry what JSON would change (`undefined`, `NaN`, `-0`, dates).
 */

const service = await startLoopbackService();

/** Events wait in a queue of limited length inside the core: send them before it can overflow. */
const USERS_BETWEEN_FLUSHES = 10;

async function answerJob({ specs, options, users, plan, exposedUsers, idLists = {}, overrides = [], ...job }) {
  const { stickyCalls, eventCalls } = job;
  // Instances of one key share settings inside the process: every job has its own key.
  const sdkKey = `secret-${randomUUID()}`;
  service.serve(sdkKey, specs, idLists);
  const { storage, changes } = notingStorage();
  const capture = options.consoleCaptureOptions;
  const giveVoice = capture === undefined ? undefined : muteConsole();
  const client = new Statsig(sdkKey, {
    specsUrl: service.specsUrl,
    logEventUrl: service.logEventUrl,
    specsSyncIntervalMs: 3_600_000,
    enableIdLists: Object.keys(idLists).length > 0,
    idListsUrl: service.idListsUrl,
    idListsSyncIntervalMs: 3_600_000,
    outputLogLevel: 'none',
    waitForCountryLookupInit: options.disableCountryLookup !== true,
    ...(stickyCalls === undefined ? {} : { persistentStorage: storage }),
    ...options,
    ...(capture?.user === undefined
      ? {}
      : { consoleCaptureOptions: { ...capture, user: new StatsigUser(capture.user) } }),
  });
  const early = Math.ceil(overrides.length / 2);
  applyOverrides(client, overrides.slice(0, early));
  const { isSuccess } = await client.initialize();
  applyOverrides(client, overrides.slice(early));
  const projectAnswers = answerProject(client, plan);

  const indexByAnswer = new Map();
  const answers = [];
  const rejected = [];
  for (const [index, fields] of users.entries()) {
    let user;
    try {
      user = new StatsigUser(fields);
    } catch (error) {
      rejected.push([index, String(error)]);
      answers.push([]);
      continue;
    }
    const logging = loggingFor(index, exposedUsers);
    logEvents(client, user, eventCalls?.[index] ?? []);
    const ofPlan = answerPlan(client, user, plan, logging);
    // oxlint-disable-next-line no-await-in-loop -- users are asked about one after the other
    const ofSticky = await answerSticky(client, user, stickyCalls?.[index] ?? [], logging !== 'none');
    answers.push(
      [...ofPlan, ...ofSticky].map((answer) => {
        const known = indexByAnswer.get(answer);
        if (known !== undefined) return known;
        indexByAnswer.set(answer, indexByAnswer.size);
        return indexByAnswer.size - 1;
      }),
    );
    // oxlint-disable-next-line no-await-in-loop -- the queue must be empty before more is put into it
    if (index < exposedUsers && index % USERS_BETWEEN_FLUSHES === 0) await client.flushEvents();
  }
  if (stickyCalls !== undefined) await allNoted(client, new StatsigUser({ userID: SENTINEL.userID }), changes);
  await client.flushEvents();
  await client.shutdown();
  giveVoice?.();
  const events = service.take(sdkKey);
  return {
    isSuccess,
    projectAnswers,
    outcomes: [...indexByAnswer.keys()],
    answers,
    rejected,
    stickyChanges: changes,
    ...readExposures(events),
    ...readOtherEvents(events),
  };
}

process.on('message', ({ id, job }) => {
  answerJob(job).then(
    (answers) => process.send({ id, answers }),
    (error) => process.send({ id, failure: String(error?.stack ?? error) }),
  );
});
process.on('disconnect', () => process.exit(0));
