import {
  type CanActivate,
  type ExecutionContext,
  ForbiddenException,
  Inject,
  Injectable,
  NotFoundException,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { StatsigUser } from 'statsig-nodekit';
import { currentRequestScope, decideGates, type RequestScope, RequestScopeError } from 'statsig-nodekit/request';
import { type GateRequirement, gateRequirementsOf } from './gate-requirements.js';

/** A requirement, put to the scope of its client. */
interface Question {
  readonly requirement: GateRequirement;
  readonly scope: RequestScope;
  readonly user: StatsigUser | Promise<StatsigUser>;
}

interface SettledQuestion extends Question {
  readonly user: StatsigUser;
}

/**
 * The guard behind `@FeatureGate`, which binds it. A class and its method may both bind it; each requirement is decided
 * once per request.
 */
@Injectable()
export class FeatureGateGuard implements CanActivate {
  readonly #adapterHost: HttpAdapterHost;

  constructor(@Inject(HttpAdapterHost) adapterHost: HttpAdapterHost) {
    this.#adapterHost = adapterHost;
  }

  /** @throws NotFoundException or ForbiddenException, as the requirement that does not hold says */
  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const questions = gateRequirementsOf(context.getClass(), context.getHandler()).map((requirement) => {
      const scope = scopeOf(requirement);
      return { requirement, scope, user: scope.user() };
    });
    if (questions.every((question) => isSettled(question))) return this.#admit(context, questions);
    return Promise.all(questions.map(async ({ user, ...question }) => ({ ...question, user: await user }))).then(
      (settled) => this.#admit(context, settled),
    );
  }

  #admit(context: ExecutionContext, questions: readonly SettledQuestion[]): boolean {
    for (const question of questions) {
      const { scope, user, requirement } = question;
      if (!decideGates(scope, user, requirement).allowed) throw this.#denial(context, requirement);
    }
    return true;
  }

  #denial(context: ExecutionContext, requirement: GateRequirement): Error {
    if (requirement.otherwise === 'forbidden') return new ForbiddenException();
    // Word for word what Nest's router says of an unknown route, taken from the same adapter methods.
    const request: unknown = context.switchToHttp().getRequest();
    const { httpAdapter } = this.#adapterHost;
    return new NotFoundException(
      `Cannot ${httpAdapter.getRequestMethod(request)} ${httpAdapter.getRequestUrl(request)}`,
    );
  }
}

function scopeOf(requirement: GateRequirement): RequestScope {
  const scope = currentRequestScope(requirement.client);
  if (scope !== undefined) return scope;
  throw new RequestScopeError(
    'request_scope_missing',
    `@FeatureGate ran without a request of the StatsigModule named "${requirement.client}". Import ` +
      'StatsigModule.forRoot(…) under that name in the root module; gates work on HTTP routes.',
  );
}

function isSettled(question: Question): question is SettledQuestion {
  return !(question.user instanceof Promise);
}
