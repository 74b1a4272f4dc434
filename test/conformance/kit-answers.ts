import { Statsig, StatsigUser, type StatsigUserArgs } from 'statsig-nodekit';
import { answerPlan, answerProject, applyOverrides, loggingFor } from '../support/oracle/evaluation-plan.mjs';
import { logEvents, muteConsole, readOtherEvents } from '../support/oracle/event-plan.mjs';
import { readExposures } from '../support/oracle/exposure-log.mjs';
import { type LoopbackService, startLoopbackService } from '../support/oracle/loopback-service.mjs';
import { SENTINEL, allNoted, answerSticky, notingStorage } from '../support/oracle/sticky-plan.mjs';
import type { OracleJob, PlanAnswers, UserFields } from '../support/oracle/oracle-job.js';

/** Events wait in a queue of limited length: send them before it can overflow. */
const USERS_BETWEEN_FLUSHES = 10;

/** Our own client, driven through the same jobs as the oracle. Specs, ID lists and events travel over HTTP. Call `close`. */
export class Kit {
  readonly #service: LoopbackService;
  #clients = 0;

  private constructor(service: LoopbackService) {
    this.#service = service;
  }

  /** Starts the service that the clients talk to. */
  static async start(): Promise<Kit> {
    return new Kit(await startLoopbackService());
  }

  /** Answers a job with a new client. */
  async answer(job: OracleJob): Promise<PlanAnswers> {
    const giveVoice = job.options.consoleCaptureOptions === undefined ? undefined : muteConsole();
    try {
      return await this.#answer(job);
    } finally {
      giveVoice?.();
    }
  }

  async #answer(job: OracleJob): Promise<PlanAnswers> {
    this.#clients += 1;
    const sdkKey = `secret-kit-${this.#clients}`;
    this.#service.serve(sdkKey, job.specs, job.idLists);
    const { storage, changes } = notingStorage();
    const client = new Statsig(sdkKey, {
      specsUrl: this.#service.specsUrl,
      logEventUrl: this.#service.logEventUrl,
      // What is compared are answers, not how soon a busy machine gives them.
      initTimeoutMs: 60_000,
      specsSyncIntervalMs: 3_600_000,
      enableIdLists: Object.keys(job.idLists ?? {}).length > 0,
      idListsUrl: this.#service.idListsUrl,
      idListsSyncIntervalMs: 3_600_000,
      outputLogLevel: 'none',
      ...(job.stickyCalls === undefined ? {} : { persistentStorage: storage }),
      ...job.options,
    });
    const overrides = job.overrides ?? [];
    const early = Math.ceil(overrides.length / 2);
    applyOverrides(client, overrides.slice(0, early));
    const { isSuccess } = await client.initialize();
    applyOverrides(client, overrides.slice(early));
    const projectAnswers = answerProject(client, job.plan);
    const answers: string[][] = [];
    for (const [index, fields] of job.users.entries()) {
      const logging = loggingFor(index, job.exposedUsers);
      const user = userOf(fields, index);
      logEvents(client, user, job.eventCalls?.[index] ?? []);
      const ofPlan = answerPlan(client, user, job.plan, logging);
      // oxlint-disable-next-line no-await-in-loop -- users are asked about one after the other
      const ofSticky = await answerSticky(client, user, job.stickyCalls?.[index] ?? [], logging !== 'none');
      answers.push([...ofPlan, ...ofSticky]);
      // oxlint-disable-next-line no-await-in-loop -- the queue must be empty before more is put into it
      if (index < job.exposedUsers && index % USERS_BETWEEN_FLUSHES === 0) await client.flushEvents();
    }
    if (job.stickyCalls !== undefined) await allNoted(client, { userID: SENTINEL.userID }, changes);
    const { pending, dropped } = await client.shutdown();
    if (pending + dropped > 0) throw new Error(`shutdown left ${pending} events pending and dropped ${dropped}.`);
    const events = this.#service.take(sdkKey);
    const log = readExposures(events);
    const { customEvents, quietChecks } = readOtherEvents(events);
    return {
      isSuccess,
      projectAnswers,
      answers,
      rejected: new Map(),
      exposures: log.exposures,
      loggedUsers: new Map(log.users),
      stickyChanges: changes,
      customEvents,
      quietChecks: new Map(quietChecks),
    };
  }

  /** Stops the service. */
  async close(): Promise<void> {
    await this.#service.close();
  }
}

/** Every third user is passed as a plain object, which must make no difference. */
function userOf(fields: UserFields, index: number): StatsigUser | StatsigUserArgs {
  // Values that the types forbid are what is compared here.
  const args = fields as unknown as StatsigUserArgs;
  return index % 3 === 2 ? args : new StatsigUser(args);
}
