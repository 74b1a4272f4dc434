import type { ServerResponse } from 'node:http';
import type { FlagsUsed } from 'statsig-nodekit';
import type { QuestionTerms, RequestScope } from 'statsig-nodekit/request';
import type { ExposurePolicy } from '../exposures/exposure-policy.js';
import { HeldExposures } from '../exposures/held-exposures.js';
import { isMadeAhead } from '../exposures/is-made-ahead.js';
import { isRobot } from '../exposures/is-robot.js';
import { NeverExposed } from '../exposures/never-exposed.js';
import { type AwaitedPage, awaitPage } from '../exposures/shown-pages.js';
import type { PageRequest } from './page-options.js';

const quiet: QuestionTerms = { disableExposureLogging: true };

/** The exposures of one request of the Pages Router. */
export class PageExposures {
  /** How its questions are asked. */
  readonly terms: QuestionTerms | undefined;
  /** What waits for the browser to tell that it shows the page. */
  readonly awaited: AwaitedPage | undefined;
  readonly #unexposed: NeverExposed | undefined;
  readonly #response: ServerResponse;

  constructor(policy: ExposurePolicy, request: PageRequest, response: ServerResponse) {
    this.#response = response;
    if (policy === 'client') {
      if (process.env['NODE_ENV'] === 'development') this.#unexposed = new NeverExposed();
      this.terms = {
        ...quiet,
        onQuestion: (kind, name) => this.#unexposed?.noteQuestion({ policy, kind, name }),
      };
    } else if (isRobot(request.headers['user-agent'])) {
      this.terms = quiet;
    } else if (policy === 'deferred') {
      this.awaited = awaitPage();
      this.terms = { holdExposure: this.awaited.exposures.hold };
    } else {
      this.terms = isMadeAhead((name) => request.headers[name]) ? quiet : { holdExposure: holdUntilAnswered(response) };
    }
  }

  /** The page carries the values of these flags; all of them without a list. Nothing else can expose the others in the browser. */
  noteCarried(flags: FlagsUsed | null | undefined, scope: RequestScope): void {
    const unexposed = this.#unexposed;
    if (unexposed === undefined) return;
    unexposed.noteCarried(flags);
    this.#response.once('finish', () => {
      for (const complaint of unexposed.complaints()) scope.warnOnce(complaint, complaint);
    });
  }
}

/** Exposures are logged when the answer has gone out, unless it tells of an error. */
function holdUntilAnswered(response: ServerResponse): (log: () => void) => void {
  const held = new HeldExposures();
  response.once('finish', () => {
    if (response.statusCode < 500) held.log();
  });
  response.once('close', () => held.drop());
  return held.hold;
}
