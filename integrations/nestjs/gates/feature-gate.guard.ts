import {
  type CanActivate,
  type ExecutionContext,
  ForbiddenException,
  Inject,
  Injectable,
  NotFoundException,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { StatsigUser, StatsigUserFields } from 'statsig-nodekit';
import {
  decideGates,
  type GateDecision,
  type RequestScope,
  RequestScopeError,
  noteFirstQuestion,
  toRequestUser,
  withdrawStableID,
} from 'statsig-nodekit/request';
import { isDevelopment } from '../checks/development.js';
import { divert } from './diverted-calls.js';
import { warnOfGuardsToCome } from './gate-order-check.js';
import { type GateRequirement, gateRequirementsOf, handsOver } from './gate-requirements.js';
import { GateRedirect } from './gate-redirect.filter.js';
import { refuseMessage } from '../messages/message-denial.js';
import { requestKindOf } from '../messages/message-request.js';
import { scopeOfContext } from '../requests/request-openers.js';
import { type GateDenial, isException, isHandler, isRedirect } from './otherwise.js';

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
 *
 * Extend it to change how requests, users, decisions or denials come about, and name the class where gates stand:
 * `@FeatureGate('beta', { guard: TenantGateGuard })`.
 */
@Injectable()
export class FeatureGateGuard implements CanActivate {
  readonly #adapterHost: HttpAdapterHost;
  readonly #isDevelopment = isDevelopment();

  constructor(@Inject(HttpAdapterHost) adapterHost: HttpAdapterHost) {
    this.#adapterHost = adapterHost;
  }

  /**
   * @throws NotFoundException, ForbiddenException, for messages WsException or RpcException, or what else the `otherwise` of the requirement that does not hold says
   */
  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const questions = this.#requirementsOf(context).map((requirement) => {
      const scope = this.#scopeOf(context, requirement);
      noteFirstQuestion(scope);
      return { requirement, scope, user: this.getUser(context, scope, requirement) };
    });
    if (questions.every((question) => isSettled(question))) return this.#admit(context, questions);
    return Promise.all(questions.map(async ({ user, ...question }) => ({ ...question, user: await user }))).then(
      (settled) => this.#admit(context, settled),
    );
  }

  /** The scope of the request or message that is being handled, for a client; undefined when there is none. */
  protected getScope(context: ExecutionContext, client: string): RequestScope | undefined {
    return scopeOfContext(context, client);
  }

  /** For whom a requirement is asked: its own `user`, or else the request's. */
  protected getUser(
    context: ExecutionContext,
    scope: RequestScope,
    requirement: GateRequirement,
  ): StatsigUser | Promise<StatsigUser> {
    const own = requirement.user?.(context);
    const orRequest = (user: StatsigUser | StatsigUserFields | undefined): StatsigUser | Promise<StatsigUser> =>
      user === undefined ? scope.user() : toRequestUser(user, scope.defaults);
    return own instanceof Promise ? own.then(orRequest) : orRequest(own);
  }

  /** Whether a requirement holds for a user. Decided once per request; asking anew gives the same answer. */
  protected decide(scope: RequestScope, user: StatsigUser, requirement: GateRequirement): GateDecision {
    const decision = decideGates(scope, user, requirement);
    const isError = !decision.allowed && !decision.decided;
    return isError && requirement.onError === 'allow' ? { allowed: true } : decision;
  }

  /** What a caller gets who may not pass: throws it, at once or as a promise, or returns to let the other handler answer. */
  protected deny(denial: GateDenial, scope: RequestScope, requirement: GateRequirement): void | Promise<void> {
    const { otherwise } = requirement;
    const { context } = denial;
    if (isHandler(otherwise)) {
      if (handsOver(requirement, context.getHandler())) {
        divert(context, requirement);
        return;
      }
      warnOfNoHandOver(scope, context, otherwise.handler);
    }
    if (isException(otherwise)) throw otherwise.exception(denial);
    const kind = requestKindOf(context);
    if (kind !== 'http') return refuseMessage(kind, isHandler(otherwise) ? 'not-found' : otherwise, scope);
    if (otherwise === 'forbidden') throw new ForbiddenException();
    if (isRedirect(otherwise)) {
      const { redirect, status = 302 } = otherwise;
      throw new GateRedirect(typeof redirect === 'string' ? redirect : redirect(denial), status);
    }
    // Word for word what Nest's router says of an unknown route, taken from the same adapter methods.
    const request: unknown = context.switchToHttp().getRequest();
    const { httpAdapter } = this.#adapterHost;
    const response: unknown = context.switchToHttp().getResponse();
    withdrawStableID(scope, response, (cookie) => httpAdapter.appendHeader(response, 'Set-Cookie', cookie));
    throw new NotFoundException(
      `Cannot ${httpAdapter.getRequestMethod(request)} ${httpAdapter.getRequestUrl(request)}`,
    );
  }

  #admit(context: ExecutionContext, questions: readonly SettledQuestion[]): boolean | Promise<boolean> {
    for (const { scope, user, requirement } of questions) {
      const decision = this.decide(scope, user, requirement);
      if (decision.allowed) continue;
      if (this.#isDevelopment) warnOfGuardsToCome(scope, context, isGateGuard);
      const { gate, reason, decided } = decision;
      const denied = this.deny({ gate, reason, decided, context }, scope, requirement);
      // Another handler answers: what else the route asks does not matter to it.
      return denied instanceof Promise ? denied.then(() => true) : true;
    }
    return true;
  }

  /** Where gates of a class and of its method name different guards, each decides its own, for the user that it finds. */
  #requirementsOf(context: ExecutionContext): readonly GateRequirement[] {
    const all = gateRequirementsOf(context.getClass(), context.getHandler());
    if (all.length < 2 || all.every(({ guard }) => guard === all[0]?.guard)) return all;
    const own = all.filter(({ guard }) => guard === this.constructor);
    // One that a test has put in the place of another decides all, so that none is left out.
    return own.length === 0 ? all : own;
  }

  #scopeOf(context: ExecutionContext, { client }: GateRequirement): RequestScope {
    const scope = this.getScope(context, client);
    if (scope !== undefined) return scope;
    throw new RequestScopeError(
      'request_scope_missing',
      `@FeatureGate ran without a request of the StatsigModule named "${client}". Import ` +
        'StatsigModule.forRoot(…) under that name in the root module.',
    );
  }
}

/** Whoever writes a method again in a class that extends the gated one has a method that hands over to nobody. */
function warnOfNoHandOver(scope: RequestScope, context: ExecutionContext, sibling: string): void {
  const place = `${context.getClass().name}.${context.getHandler().name}`;
  scope.warnOnce(
    `no-hand-over:${place}`,
    `A gate that ${place} inherits from another class is to hand over to "${sibling}", which it cannot do for a method that was ` +
      `written after it; the route answers as if it did not exist. Write @FeatureGate at ${context.getClass().name}, too.`,
  );
}

function isGateGuard(guard: unknown): boolean {
  return typeof guard === 'function' && (guard === FeatureGateGuard || guard.prototype instanceof FeatureGateGuard);
}

function isSettled(question: Question): question is SettledQuestion {
  return !(question.user instanceof Promise);
}
