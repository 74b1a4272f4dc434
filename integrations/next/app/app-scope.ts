import { after } from 'next/server.js';
import type { FlagsUsed } from 'statsig-nodekit';
import type { QuestionTerms, RequestScope, RequestView } from 'statsig-nodekit/request';
import type { ExposurePolicy } from '../exposures/exposure-policy.js';
import { HeldExposures } from '../exposures/held-exposures.js';
import { isMadeAhead } from '../exposures/is-made-ahead.js';
import { isRobot } from '../exposures/is-robot.js';
import { NeverExposed } from '../exposures/never-exposed.js';
import { type AwaitedPage, awaitPage } from '../exposures/shown-pages.js';
import { hasFailed } from './failed-requests.js';
import type { CurrentRequest } from './current-request.js';

const quiet: QuestionTerms = { disableExposureLogging: true };

/** One request of the App Router, or one rendering of its components, as one client sees it. */
export class AppScope {
  readonly scope: RequestScope;
  readonly #current: CurrentRequest;
  readonly #shownHeader: string | undefined;
  readonly #views = new Map<ExposurePolicy, RequestView>();
  readonly #unexposed: NeverExposed | undefined;
  #awaited: AwaitedPage | undefined;

  constructor(scope: RequestScope, current: CurrentRequest, shownHeader: string | undefined) {
    this.scope = scope;
    this.#current = current;
    this.#shownHeader = shownHeader;
    if (process.env['NODE_ENV'] === 'development' && current.isRendering) this.#unexposed = this.#watch();
  }

  /** Whether a page is rendered for everybody. */
  get isStatic(): boolean {
    return this.#current.isStatic;
  }

  /** The client with the user of the request, whose exposures are logged as the policy says. */
  view(policy: ExposurePolicy = this.#current.isRendering ? 'client' : 'server'): RequestView {
    const known = this.#views.get(policy);
    if (known !== undefined) return known;
    const view = this.scope.viewOn(this.#terms(policy));
    this.#views.set(policy, view);
    return view;
  }

  /** The page that the browser is to tell of. One for each rendering. */
  get awaited(): AwaitedPage {
    return (this.#awaited ??= awaitPage());
  }

  /** The same, if a question waits for it. */
  get awaitedSoFar(): AwaitedPage | undefined {
    return this.#awaited;
  }

  /** Notes that the page carries the values of these flags. */
  noteCarried(flags: FlagsUsed | null | undefined): void {
    this.#unexposed?.noteCarried(flags);
  }

  /** Notes that the browser will tell when it shows the page. */
  noteShowing(): void {
    this.#unexposed?.noteShowing();
  }

  #terms(policy: ExposurePolicy): QuestionTerms {
    if (this.#current.isStatic || isRobot(this.#current.request.web.get('user-agent'))) return quiet;
    const unexposed = this.#unexposed;
    if (policy === 'client') {
      return { ...quiet, onQuestion: (kind, name) => unexposed?.noteQuestion({ policy, kind, name }) };
    }
    if (policy === 'deferred') {
      return {
        holdExposure: this.awaited.exposures.hold,
        onQuestion: (kind, name) => unexposed?.noteQuestion({ policy, kind, name }),
      };
    }
    return this.#isAhead() ? quiet : { holdExposure: this.#holdUntilAnswered() };
  }

  #isAhead(): boolean {
    const { web } = this.#current.request;
    return isMadeAhead((name) => web.get(name)) || (this.#shownHeader !== undefined && !web.has(this.#shownHeader));
  }

  /** Exposures are logged when Next has answered; at once where it cannot tell when that is. */
  #holdUntilAnswered(): (log: () => void) => void {
    const held = new HeldExposures();
    try {
      after(() => {
        if (hasFailed(this.#current.headers)) held.drop();
        else held.log();
      });
    } catch {
      // The request was given by the application, outside of what Next follows.
      held.log();
    }
    return held.hold;
  }

  #watch(): NeverExposed {
    const unexposed = new NeverExposed();
    after(() => {
      for (const complaint of unexposed.complaints()) this.scope.warnOnce(complaint, complaint);
    });
    return unexposed;
  }
}
