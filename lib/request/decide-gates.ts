import type { StatsigUser } from '../users/statsig-user.js';
import {
  decideGateExpression,
  type FlagAnswers,
  type GateDecision,
  type GateExpression,
  type ValueAnswer,
  type ValueQuestion,
} from './gate-expression.js';
import type { RequestScope } from './request-scope.js';

/** What must hold for a request to pass. */
export interface GateQuestion {
  readonly expression: GateExpression;
  /** Whether what is asked logs exposures. */
  readonly exposure: boolean;
}

/**
 * Whether a request passes, for a user. Decided once per request for each question object, as long as it is asked for the request's
 * own user. What cannot be evaluated denies, and is warned about once.
 */
export function decideGates(scope: RequestScope, user: StatsigUser, question: GateQuestion): GateDecision {
  const decide = (): GateDecision => {
    const decision = decideGateExpression(question.expression, answersFor(scope, user, question.exposure));
    if (!decision.allowed && !decision.decided) warnUndecided(scope, decision.gate, decision.reason);
    return decision;
  };
  // What holds for somebody else, or for a stand-in until the user is known, must not be remembered for the request's user.
  return user === scope.knownUser ? scope.decideOnce(question, decide) : decide();
}

function answersFor({ client }: RequestScope, user: StatsigUser, exposure: boolean): FlagAnswers {
  const options = { disableExposureLogging: !exposure };
  return {
    gate: (name) => {
      const { value, details } = client.getFeatureGate(user, name, options);
      return { value, reason: details.reason };
    },
    value: ({ kind, name, param }: ValueQuestion): ValueAnswer => {
      const values =
        kind === 'layer'
          ? client.getLayer(user, name, options)
          : kind === 'config'
            ? client.getDynamicConfig(user, name, options)
            : client.getExperiment(user, name, options);
      return { value: values.getValue(param), reason: values.details.reason };
    },
  };
}

function warnUndecided(scope: RequestScope, name: string, reason: string): void {
  const problem = reason.endsWith(':Unrecognized')
    ? 'is not in the project (check its name)'
    : `could not be evaluated (${reason})`;
  scope.warnOnce(`undecided:${name}:${reason}`, `Gate "${name}" ${problem}: routes behind it are closed.`);
}
