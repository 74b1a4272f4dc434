import type { ServerResponse } from 'node:http';
import {
  enterRequest,
  type QuestionTerms,
  RequestClient,
  type RequestScope,
  StableIdCookie,
  type UserContext,
} from 'statsig-nodekit/request';
import type { RegisteredClient } from '../client-registry.js';
import type { ExposurePolicy } from '../exposures/exposure-policy.js';
import { RegisteredRequests } from '../registered-requests.js';
import type { PageRequest, StatsigPageOptions } from './page-options.js';
import { PageExposures } from './page-exposures.js';

/** The requests of one page or API route, as the client of the process sees them. */
export class PageRequests {
  readonly #registered: RegisteredRequests;
  readonly #policy: ExposurePolicy;
  readonly #exposures = new WeakMap<PageRequest, PageExposures>();

  constructor(options: StatsigPageOptions) {
    this.#policy = options.exposures ?? 'server';
    this.#registered = new RegisteredRequests(options.client, 'A page', (registered) =>
      openRequests(registered, options, (request) => this.#exposures.get(request)?.terms),
    );
  }

  /** Runs what handles a request, with the scope of it; the client has specs by then, or has given up waiting for them. */
  async enter<Result>(
    request: PageRequest,
    response: ServerResponse,
    handle: (scope: RequestScope, exposures: PageExposures) => Promise<Result> | Result,
  ): Promise<Result> {
    const requests = await this.#registered.ready();
    const scope = requests.open(request, response);
    const exposures = new PageExposures(this.#policy, request, response);
    this.#exposures.set(request, exposures);
    return enterRequest({ request, clientName: requests.name, scope }, async () => {
      await requests.prepare(scope);
      return handle(scope, exposures);
    });
  }
}

function openRequests(
  registered: RegisteredClient,
  options: StatsigPageOptions,
  questionTerms: (request: PageRequest) => QuestionTerms | undefined,
): RequestClient {
  const { user, userTimeoutMs, countryHeader, stableId = {} } = options;
  const clientSdkKey = options.clientSdkKey ?? registered.clientSdkKey;
  const consent = stableId === false ? undefined : stableId.consent;
  return new RequestClient({
    client: registered.client,
    integration: 'Next',
    name: options.client,
    user: user && (({ request, defaults }: UserContext<PageRequest>) => user({ req: request, defaults })),
    userTimeoutMs,
    countryHeader: countryHeader?.toLowerCase(),
    stableID: stableId === false || clientSdkKey === undefined ? undefined : cookieOf(stableId, clientSdkKey),
    hasConsent: consent && ((request: PageRequest) => consent(request)),
    bootstrap: { ...options.bootstrap, flagsUsed: options.flagsUsed, clientSdkKey },
    questionTerms,
  });
}

function cookieOf(
  { maxAgeMs, path, domain, isSecure }: Exclude<StatsigPageOptions['stableId'], false | undefined>,
  clientSdkKey: string,
): StableIdCookie {
  return new StableIdCookie({ clientSdkKey, maxAgeMs, path, domain, isSecure });
}
