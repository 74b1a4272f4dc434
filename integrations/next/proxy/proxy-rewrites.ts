import { type NextRequest, NextResponse } from 'next/server.js';
import {
  described,
  RequestClient,
  type RequestLike,
  type StableIdCookie,
  type UserContext,
} from 'statsig-nodekit/request';
import { RegisteredRequests } from '../registered-requests.js';
import { isShown } from './is-shown.js';
import type { StatsigProxyOptions } from './proxy-options.js';
import type { RewriteDecision, RewriteQuestion, RewriteRule } from './rewrite-rule.js';

/** How the answer of a proxy tells Next to go on to the page that was asked for. */
const goesOn = 'x-middleware-next';

/** A request in the form that users are read from. */
interface ProxyRequest extends RequestLike {
  readonly web: NextRequest;
}

/** The rules of a proxy, and the client that they ask. */
export class ProxyRewrites {
  readonly #rules: readonly RewriteRule[];
  readonly #registered: RegisteredRequests;

  /**
   * @param cookie of stable IDs, by which rules know visitors
   * @throws TypeError for rules that are none
   */
  constructor(options: StatsigProxyOptions, cookie: StableIdCookie | undefined) {
    const { rewrite = [], user, userTimeoutMs, countryHeader, client: name } = options;
    this.#rules = rulesOf(rewrite);
    this.#registered = new RegisteredRequests(
      name,
      'The proxy',
      ({ client }) =>
        new RequestClient({
          client,
          integration: 'Next',
          name,
          user:
            user && (({ request, defaults }: UserContext<ProxyRequest>) => user({ request: request.web, defaults })),
          userTimeoutMs,
          countryHeader: countryHeader?.toLowerCase(),
          stableID: cookie,
        }),
    );
  }

  /**
   * The answer that leads where the rules say, if the application's own proxy goes on. A request that no rule is about waits for
   * nothing, and its answer stays the same object. Rejects with what a rule of the application's own throws.
   */
  async follow(request: NextRequest, answer: Response): Promise<Response> {
    const path = decodedPath(request.nextUrl.pathname);
    const rules = this.#rules.filter((rule) => rule.concerns(path));
    if (rules.length === 0 || !answer.headers.has(goesOn)) return answer;
    const requests = await this.#registered.ready();
    const seen: ProxyRequest = { web: request, headers: Object.fromEntries(request.headers) };
    const scope = requests.open(seen);
    await scope.user();
    const question = { path, statsig: scope.view, isShown: isShown(request) };
    return answerLeading(request, answer, firstDecision(rules, question));
  }
}

function firstDecision(rules: readonly RewriteRule[], question: RewriteQuestion): RewriteDecision {
  for (const rule of rules) {
    const decision = rule.decide(question);
    if (decision !== undefined) return decision;
  }
  return undefined;
}

/** The answer that leads where a rule says. Headers that the application's own proxy passes on, and sets, stay. */
function answerLeading(request: NextRequest, answer: Response, decision: RewriteDecision): Response {
  const isFound = decision !== 'not-found';
  const response = new NextResponse(null, { status: isFound ? answer.status : 404, headers: answer.headers });
  // The page may be a static one, which Next allows caches on the way to keep for everybody who asks for the same address.
  if (!response.headers.has('cache-control')) response.headers.set('cache-control', 'private, no-cache');
  const to = isFound ? decision && encodedPath(decision.to) : '/404';
  if (to === undefined) return response;
  const url = request.nextUrl.clone();
  url.pathname = to;
  response.headers.delete(goesOn);
  // The form in which an answer leads elsewhere is Next's own, so it is Next that writes it.
  for (const [name, value] of NextResponse.rewrite(url).headers) response.headers.set(name, value);
  return response;
}

function rulesOf(rewrite: RewriteRule | readonly RewriteRule[]): readonly RewriteRule[] {
  // Programs without types may give anything.
  const given: readonly unknown[] = Array.isArray(rewrite) ? rewrite : [rewrite];
  return given.map((rule) => {
    if (isRule(rule)) return rule;
    throw new TypeError(`\`rewrite\` takes rules, for example of rewriteByGate(); one was ${described(rule)}.`);
  });
}

function isRule(rule: unknown): rule is RewriteRule {
  return typeof rule === 'object' && rule !== null && 'concerns' in rule && 'decide' in rule;
}

/**
 * A path as it stands in an address, where it leads to itself and nowhere else: what a visitor has written with `%2F`, `%5C` or `%252E`
 * must not lead out of the pages that a rule is about. Undefined for a path with `.` or `..`, which no address can have.
 */
function encodedPath(path: string): string | undefined {
  return path.split('/').some((part) => part === '.' || part === '..') ? undefined : encodeURI(path.toWellFormed());
}

/** The path as pages are found by it: encoded otherwise, an address leads to the same page. */
function decodedPath(pathname: string): string {
  try {
    return decodeURIComponent(pathname);
  } catch {
    // Next answers an address that cannot be decoded with an error of its own.
    return pathname;
  }
}
