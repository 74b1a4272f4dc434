import type { ExecutionContext } from '@nestjs/common';
import {
  described,
  expecting,
  filledText,
  type GateDecision,
  type OptionCheck,
  optionComplaints,
} from 'statsig-nodekit/request';

/** Why a request may not pass. */
export interface GateDenial extends Pick<Extract<GateDecision, { allowed: false }>, 'gate' | 'reason' | 'decided'> {
  /** Nest's context of the request. */
  readonly context: ExecutionContext;
}

/** Answers with an exception of the application's own. */
export interface ThrowOtherwise {
  /** Gives what to throw. */
  readonly exception: (denial: GateDenial) => unknown;
}

/** Sends the caller somewhere else. For HTTP only: on messages it is refused when the program starts. */
export interface RedirectOtherwise {
  /** An address, or a function that gives one. */
  readonly redirect: string | ((denial: GateDenial) => string);
  /**
   * 303 has the other address asked by GET, 307 in the same way.
   * @default 302
   */
  readonly status?: 302 | 303 | 307;
}

/** Has another method of the same class answer. */
export interface HandlerOtherwise<Name extends string = string> {
  /**
   * A public method of the class. It gets the gated method's arguments, as its decorators and pipes made them: parameter
   * decorators, pipes and gates of its own do not apply. Status and headers are those of the gated route.
   */
  readonly handler: Name;
}

/**
 * What a caller gets who may not pass.
 * - `not-found`: the same answer as for a route that does not exist, so that a hidden feature cannot be discovered. For
 *   messages an exception of their own kind: `WsException`, `RpcException`, a GraphQL error with the code `NOT_FOUND`.
 * - `forbidden`: 403, or such an exception.
 * - or an exception, a redirect, another method of the class.
 */
export type Otherwise = 'not-found' | 'forbidden' | ThrowOtherwise | RedirectOtherwise | HandlerOtherwise;

export function isRedirect(otherwise: Otherwise): otherwise is RedirectOtherwise {
  return typeof otherwise === 'object' && 'redirect' in otherwise;
}

export function isHandler(otherwise: Otherwise): otherwise is HandlerOtherwise {
  return typeof otherwise === 'object' && 'handler' in otherwise;
}

export function isException(otherwise: Otherwise): otherwise is ThrowOtherwise {
  return typeof otherwise === 'object' && 'exception' in otherwise;
}

const forms: Readonly<Record<string, Readonly<Record<string, OptionCheck>>>> = {
  exception: { exception: expecting('a function', (value) => typeof value === 'function') },
  redirect: {
    redirect: (value) => (typeof value === 'function' ? undefined : filledText(value)),
    status: expecting('302, 303 or 307', (value) => value === 302 || value === 303 || value === 307),
  },
  handler: { handler: filledText },
};

const expectedForm =
  "expected 'not-found', 'forbidden', { exception: function }, { redirect: address or function } or { handler: method name }";

/** What is wrong with an `otherwise` that a program without types may have given. */
export const otherwiseComplaint: OptionCheck = (value) => {
  if (value === 'not-found' || value === 'forbidden') return undefined;
  const given = Object.keys(forms).filter(
    (form) => typeof value === 'object' && Reflect.get(Object(value), form) !== undefined,
  );
  const [form, other] = given;
  if (form === undefined) return `is ${described(value)}; ${expectedForm}`;
  if (other !== undefined) return `has both \`${form}\` and \`${other}\`; ${expectedForm}`;
  const complaints = optionComplaints(value, forms[form] ?? {});
  return complaints.length === 0 ? undefined : `is not in order: ${complaints.join('; ')}`;
};
