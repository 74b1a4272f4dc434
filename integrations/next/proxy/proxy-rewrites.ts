import { type NextRequest, NextResponse } from 'next/server.js';
import { RequestClient, type RequestLike, type StableIdCookie, type UserContext } from 'statsig-nodekit/request';
import { RegisteredRequests } from '../registered-requests.js';
import { isShown } from './made-ahead.js';
import type { StatsigProxyOptions } from './proxy-options.js';
import type { RewriteDecision, RewriteRule } from './rewrite-rule.js';

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

  /** @param cookie of stable IDs, by which rules know visitors */
  constructor(options: StatsigProxyOptions, cookie: StableIdCookie | undefined) {
    const { rewrite = [], user, userTimeoutMs, countryHeader, client: name } = options;
    this.#rules = isRule(rewrite) ? [rewrite] : rewrite;
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
   * Where a request leads whom the application's own proxy lets go on. A request that no rule is about waits for nothing.
   * Rejects with what a rule of the application's own throws.
   */
  async decide(request: NextRequest, answer: Response): Promise<RewriteDecision> {
    const path = decodedPath(request.nextUrl.pathname);
    const rules = this.#rules.filter((rule) => rule.concerns(path));
    if (rules.length === 0 || !answer.headers.has(goesOn)) return undefined;
    const requests = await this.#registered.ready();
    const seen: ProxyRequest = { web: request, headers: Object.fromEntries(request.headers) };
    const scope = requests.open(seen);
    await scope.user();
    const question = { path, statsig: scope.view, isShown: isShown(request) };
    for (const rule of rules) {
      const decision = rule.decide(question);
      if (decision !== undefined) return decision;
    }
    return undefined;
  }
}

/** The answer that leads where a rule says. Headers that the application's own proxy passes on, and sets, stay. */
export function answerRewritten(request: NextRequest, answer: Response, decision: RewriteDecision): Response {
  if (decision === undefined) return answer;
  const url = request.nextUrl.clone();
  url.pathname = decision === 'not-found' ? '/404' : decision.to;
  const rewritten = NextResponse.rewrite(url);
  const status = decision === 'not-found' ? 404 : answer.status;
  const response = new NextResponse(null, { status, headers: answer.headers });
  response.headers.delete(goesOn);
  for (const [name, value] of rewritten.headers) response.headers.set(name, value);
  return response;
}

function isRule(rewrite: RewriteRule | readonly RewriteRule[]): rewrite is RewriteRule {
  return 'decide' in rewrite;
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
