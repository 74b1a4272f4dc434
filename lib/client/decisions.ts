import { type RememberedEvaluation, evaluate, failedEvaluation, remember } from '../evaluation/evaluate.js';
import type { EvaluationContext } from '../evaluation/evaluation-context.js';
import { type SpecsOrigin, keptOrigin } from '../evaluation/evaluation-details.js';
import { explain, explainFailure } from '../evaluation/explain/explain.js';
import type { Explanation } from '../evaluation/explain/explanation.js';
import type { EvaluationKind } from '../evaluation/evaluation.js';
import type { Logger } from '../observability/logger.js';
import { type StatsigUser, complaintsOf, toStatsigUser, userDataOf } from '../users/statsig-user.js';
import type { UserData } from '../users/user-data.js';
import { toName } from './caller-input.js';
import type { StickyExplainOptions, StickyOptions } from './evaluation-options.js';
import type { SpecStore } from './spec-store.js';
import type { StickyAssignments } from './sticky-assignments.js';

const logTag = 'Client';

/** What {@link Decisions} need. */
export interface DecisionsSettings {
  readonly store: SpecStore;
  /** Undefined without a storage of decisions: then nothing is kept, and a check is spared the question. */
  readonly sticky: StickyAssignments | undefined;
  readonly logger: Logger;
}

/** One check, made. */
export interface Check {
  readonly remembered: RememberedEvaluation;
  /** The specs that decided. */
  readonly origin: SpecsOrigin;
  /** The user as it was when it was decided: a layer's parameters may be read after a setter has changed the user. */
  readonly user: Readonly<UserData>;
  /** The live check that a kept decision stands in place of: what that looked into is exposed all the same. */
  readonly live?: Check;
}

/** In place of options: a parameter store asks, which brings no kept decisions along. */
export const indirect = Symbol('indirect');

/** In place of options: an exposure is logged by hand, which leaves kept decisions alone. */
export const manual = Symbol('manual');

/** What stands for the options of a check. */
export type Asking = StickyOptions | typeof indirect | typeof manual;

/** Decides what a user gets, and explains it: takes users and names as callers give them. Logs no exposure, and never throws. */
export class Decisions {
  readonly #settings: DecisionsSettings;

  constructor(settings: DecisionsSettings) {
    this.#settings = settings;
  }

  /** Decides for a user now, with what is kept for it unless the asking says otherwise. Never throws. */
  decide(kind: EvaluationKind, input: unknown, name: string, options?: Asking): Check {
    const { store } = this.#settings;
    const person = this.user(input);
    const user = userDataOf(person);
    const { origin, context } = store.state;
    const text = toName(name);
    try {
      const live = { remembered: evaluate(kind, text, person, context), origin, user };
      return this.#settings.sticky === undefined ? live : this.#settle(live, { person, context, options });
    } catch (error) {
      this.#reportFailure(kind, text, error);
      return { remembered: failedEvaluation(kind, text), origin, user };
    }
  }

  /** Why a user gets an answer. Logs no exposure. */
  explain(kind: EvaluationKind, input: unknown, name: string, options: StickyExplainOptions | undefined): Explanation {
    const { store, sticky } = this.#settings;
    const { origin, context } = store.state;
    const text = toName(name);
    try {
      const showPrivateAttributes = options?.showPrivateAttributes === true;
      const user = userDataOf(this.user(input));
      const doesStick = kind === 'experiment' || kind === 'layer';
      return explain({
        kind,
        name: text,
        user,
        origin,
        context,
        showPrivateAttributes,
        look: doesStick && sticky !== undefined ? (live) => sticky.look(live, options, { user, context }) : undefined,
      });
    } catch (error) {
      this.#reportFailure(kind, text, error);
      return explainFailure(kind, text, origin);
    }
  }

  /** The user that a caller meant, with a warning about what was wrong with it. */
  user(input: unknown): StatsigUser {
    const user = toStatsigUser(input);
    for (const complaint of complaintsOf(user)) {
      this.#settings.logger.warnOnce({ topic: 'user', subject: complaint }, logTag, `About a user: ${complaint}.`);
    }
    return user;
  }

  /** Lets a decision that was kept for the user stand in place of the live one, and keeps or forgets. */
  #settle(
    live: Check,
    {
      person,
      context,
      options,
    }: {
      readonly person: StatsigUser;
      readonly context: EvaluationContext;
      readonly options: Asking | undefined;
    },
  ): Check {
    const { sticky } = this.#settings;
    const { evaluation } = live.remembered;
    if (sticky === undefined || options === manual) return live;
    sticky.forgetConsulted(evaluation, person);
    if (evaluation.kind !== 'experiment' && evaluation.kind !== 'layer') return live;
    if (options === indirect) {
      sticky.forget(evaluation, person);
      return live;
    }
    const { kept, ...answer } = sticky.settle(evaluation, options, person, context);
    if (kept === undefined) return live;
    return {
      // Anew each time: what is remembered of a user are live decisions.
      remembered: remember(answer.evaluation),
      origin: keptOrigin(kept, context.now()),
      user: live.user,
      live,
    };
  }

  /** Evaluation does not throw. Should it ever, the request goes on with the gate closed, and the log says why. */
  #reportFailure(kind: EvaluationKind, name: string, error: unknown): void {
    const message = error instanceof Error ? error.message : 'unknown error';
    const report = `Evaluating ${kind} "${name}" failed; its default is served: ${message}`;
    this.#settings.logger.warnOnce(`failed:${kind}`, logTag, report);
  }
}
