import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { type ClientInitializeOptions, Statsig, type StatsigUserArgs } from 'statsig-nodekit';
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
  readonly calls: readonly { readonly user: UserFields; readonly request?: ClientInitializeOptions }[];
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

  /** One job at a time. */
  async answer(job: ResponseJob): Promise<readonly string[]> {
    const settled = new AbortController();
    try {
      const answered = once(this.#child, 'message', settled);
      const ended = once(this.#child, 'exit', settled).then(() => {
        throw new Error('The official core ended its process.');
      });
      this.#child.send(job);
      const [{ responses, failure }] = (await Promise.race([answered, ended])) as [
        { readonly responses?: readonly string[]; readonly failure?: string },
      ];
      if (responses === undefined) throw new Error(`The official core could not run a job: ${failure}`);
      return responses;
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

  async answer({ specs, options, idLists = {}, overrides = [], calls }: ResponseJob): Promise<readonly string[]> {
    this.#clients += 1;
    const sdkKey = `secret-responses-${this.#clients}`;
    this.#service.serve(sdkKey, specs, idLists);
    const client = new Statsig(sdkKey, {
      specsUrl: this.#service.specsUrl,
      logEventUrl: this.#service.logEventUrl,
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
    const responses = calls.map(({ user, request }) =>
      client.getClientInitializeResponse(user as unknown as StatsigUserArgs, request),
    );
    await client.shutdown();
    this.#service.take(sdkKey);
    return responses;
  }

  async close(): Promise<void> {
    await this.#service.close();
  }
}
