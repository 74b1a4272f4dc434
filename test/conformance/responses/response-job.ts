import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { type ClientInitializeOptions, Statsig, type StatsigUserArgs } from 'statsig-nodekit';
import type { CheckPlan, answerChecks } from './check-answers.mjs';
import { answerTwice } from './answer-twice.mjs';
import type { OracleOptions, OverrideStep, UserFields } from '../../support/oracle/oracle-job.js';
import { applyOverrides } from '../../support/oracle/evaluation-plan.mjs';
import { type LoopbackService, startLoopbackService } from '../../support/oracle/loopback-service.mjs';

/** One project, and the responses that are asked for. */
export interface ResponseJob {
  /** JSON text of a specs payload. */
  readonly specs: string;
  readonly options?: OracleOptions;
  readonly idLists?: Readonly<Record<string, string>>;
  /** Made before the first response. */
  readonly overrides?: readonly OverrideStep[];
  readonly calls: readonly ResponseCall[];
}

/** One request for a response. */
export interface ResponseCall {
  readonly user: UserFields;
  readonly request?: ClientInitializeOptions;
  /** Whether it is asked for once more with the checksum that it came with. */
  readonly isRepeated?: boolean;
  /** What the official core is to check one by one besides. */
  readonly checks?: CheckPlan;
}

/** The answer to a call. */
export interface ResponseAnswer {
  readonly text: string;
  /** The answer to the second request, where one was made. */
  readonly repeated?: string;
  readonly checks?: ReturnType<typeof answerChecks>;
}

/** The official core's responses. It can abort its process, so it has one of its own. Call `close`. */
export class OfficialResponses {
  readonly #child: ChildProcess;

  constructor() {
    this.#child = fork(fileURLToPath(new URL('./official-responses.mjs', import.meta.url)), {
      serialization: 'advanced',
      execArgv: [],
    });
  }

  /** The responses alone. One job at a time. */
  async answer(job: ResponseJob): Promise<readonly string[]> {
    return (await this.answerInFull(job)).map(({ text }) => text);
  }

  /** One job at a time. */
  async answerInFull(job: ResponseJob): Promise<readonly ResponseAnswer[]> {
    const settled = new AbortController();
    try {
      const answered = once(this.#child, 'message', settled);
      const ended = once(this.#child, 'exit', settled).then(() => {
        throw new Error('The official core ended its process.');
      });
      this.#child.send(job);
      const [{ answers, failure }] = (await Promise.race([answered, ended])) as [
        { readonly answers?: readonly ResponseAnswer[]; readonly failure?: string },
      ];
      if (answers === undefined) throw new Error(`The official core could not run a job: ${failure}`);
      return answers;
    } finally {
      settled.abort();
    }
  }

  async close(): Promise<void> {
    const ended = once(this.#child, 'exit');
    this.#child.disconnect();
    await ended;
  }
}

/** Our responses, with the project over HTTP as for the official core. Call `close`. */
export class KitResponses {
  readonly #service: LoopbackService;
  #clients = 0;

  private constructor(service: LoopbackService) {
    this.#service = service;
  }

  static async start(): Promise<KitResponses> {
    return new KitResponses(await startLoopbackService());
  }

  /** The responses alone. */
  async answer(job: ResponseJob): Promise<readonly string[]> {
    return (await this.answerInFull(job)).map(({ text }) => text);
  }

  /** Checks are for the official core alone. */
  async answerInFull({
    specs,
    options,
    idLists = {},
    overrides = [],
    calls,
  }: ResponseJob): Promise<readonly ResponseAnswer[]> {
    this.#clients += 1;
    const sdkKey = `secret-responses-${this.#clients}`;
    this.#service.serve(sdkKey, specs, idLists);
    const client = new Statsig(sdkKey, {
      specsUrl: this.#service.specsUrl,
      logEventUrl: this.#service.logEventUrl,
      // What is compared are answers, not how soon a busy machine gives them. It limits the wait for ID lists, too.
      initTimeoutMs: 60_000,
      specsSyncIntervalMs: 3_600_000,
      enableIdLists: Object.keys(idLists).length > 0,
      idListsUrl: this.#service.idListsUrl,
      idListsSyncIntervalMs: 3_600_000,
      disableAllLogging: true,
      outputLogLevel: 'none',
      ...options,
    });
    await client.initialize();
    applyOverrides(client, overrides);
    // Values that the types forbid are what is compared here.
    const answers = calls.map(({ user: fields, request, isRepeated = false }) => {
      const user = fields as unknown as StatsigUserArgs;
      return answerTwice((more) => client.getClientInitializeResponse(user, { ...request, ...more }), isRepeated);
    });
    await client.shutdown();
    this.#service.take(sdkKey);
    return answers;
  }

  async close(): Promise<void> {
    await this.#service.close();
  }
}
