import 'reflect-metadata';
import type { ExecutionContext } from '@nestjs/common';
import { type RequestScope, userFieldsFromRequest } from 'statsig-nodekit/request';

/**
 * Warns when a question about the user was answered for nobody and somebody has signed in since: a gate stands before the
 * authentication, or middleware asks too early. Call it behind the guards.
 */
export function warnOfLateSignIn(scope: RequestScope, context: ExecutionContext): void {
  const user = scope.knownUser;
  if (user === undefined || user instanceof Promise || (user.userID ?? '') !== '') return;
  if (userFieldsFromRequest(scope.request).userID === undefined) return;
  const place = placeOf(context);
  scope.warnOnce(
    `late-sign-in:${place}`,
    `On the way to ${place} a gate or value was decided for a user without an ID, and after it \`request.user\` was set: ` +
      `somebody has signed in too late. ${advice}`,
  );
}

/**
 * Warns when a gate has turned away a user without an ID while other guards have not run: one of them may be the
 * authentication, and it will now never run.
 *
 * @param isGuard tells the guards of gates from others
 */
export function warnOfGuardsToCome(
  scope: RequestScope,
  context: ExecutionContext,
  isGate: (guard: unknown) => boolean,
): void {
  const user = scope.knownUser;
  if (user === undefined || user instanceof Promise || (user.userID ?? '') !== '') return;
  const guards = [...guardsOf(context.getClass()), ...guardsOf(context.getHandler())];
  const next = guards.slice(guards.findIndex((guard) => isGate(guard)) + 1).find((guard) => !isGate(guard));
  if (next === undefined) return;
  const place = placeOf(context);
  scope.warnOnce(
    `guards-to-come:${place}`,
    `A gate closed ${place} to a user without an ID before ${nameOf(next)} ran. If that guard signs users in, the gate ` +
      `is closed to all of them. ${advice}`,
  );
}

const advice =
  'Write @FeatureGate above @UseGuards: of two guards at one place, Nest runs the lower one first, and those of a class ' +
  'before those of its methods.';

/** Where Nest keeps guards, in the order in which they run. */
const guardsKey = '__guards__';

function guardsOf(target: object): readonly unknown[] {
  const guards: unknown = Reflect.getMetadata(guardsKey, target);
  return Array.isArray(guards) ? guards : [];
}

function placeOf(context: ExecutionContext): string {
  return `${context.getClass().name}.${context.getHandler().name}`;
}

function nameOf(guard: unknown): string {
  const type: unknown = typeof guard === 'object' && guard !== null ? guard.constructor : guard;
  return typeof type === 'function' && type.name !== '' ? type.name : 'another guard';
}
