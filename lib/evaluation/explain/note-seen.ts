import { type UserData, withFields } from '../../users/user-data.js';
import type { UserValue } from '../../users/user-value.js';
import type { CompiledCondition } from '../compile-condition.js';
import type { EvaluationContext } from '../evaluation-context.js';
import { derivableUserAgentField, ipText, isCountryField, parsableUserAgent } from '../subjects/derived-fields.js';
import { type Subject, unitTextOf, userField } from '../subjects/user-fields.js';
import type { ExplainOptions } from './explaining-run.js';
import type { ConditionDraft } from './explanation-draft.js';

/** What stands in the place of a private attribute. */
const privateValue = '(private)';

/** What a note is made of besides the condition. */
export interface NoteSource {
  readonly user: Readonly<UserData>;
  readonly context: EvaluationContext;
  readonly options: ExplainOptions;
}

/**
 * Notes what a condition saw of the user, and where it came from. What comes from a private attribute is hidden, also when
 * it was derived from one.
 */
export function noteSeen(
  node: ConditionDraft,
  condition: CompiledCondition,
  { user, context, options }: NoteSource,
): void {
  if (condition.kind !== 'value' && condition.kind !== 'underived') return;
  const { subject, spec } = condition;
  const seen = subject(user, context);
  node.derivedFrom = sourceOf(node, user, context);
  if (condition.kind === 'underived' && seen === undefined && condition.isDerivable(user, context)) {
    node.underived = condition.reason;
  }
  if (spec.type === 'user_bucket') node.hashInput = `${spec.salt}.${unitTextOf(spec.idType)(user)}`;
  node.isPrivate = isFromPrivateAttribute(seen, subject, user, context);
  // A copy: what the user holds is the user's alone.
  node.seen = node.isPrivate && options.showPrivateAttributes !== true ? privateValue : structuredClone(seen);
}

/**
 * Whether the user would have shown something else without private attributes, or with others: a private value may be the
 * very one that an address or another spelling tells, and is no less private.
 */
function isFromPrivateAttribute(
  seen: UserValue | undefined,
  subject: Subject,
  user: Readonly<UserData>,
  context: EvaluationContext,
): boolean {
  const { privateAttributes } = user;
  if (seen === undefined || privateAttributes === undefined) return false;
  const others = Object.fromEntries(Object.keys(privateAttributes).map((name) => [name, privateValue]));
  return [undefined, others].some(
    (changed) => subject(withFields(user, { privateAttributes: changed }), context) !== seen,
  );
}

/** What the value of a field is read from when the user does not state it. */
function sourceOf(
  { type, field }: ConditionDraft,
  user: Readonly<UserData>,
  context: EvaluationContext,
): ConditionDraft['derivedFrom'] {
  if (type !== 'ip_based' && type !== 'ua_based') return undefined;
  if (userField(field)(user, context) !== undefined) return undefined;
  if (type === 'ip_based') return isCountryField(field) && ipText(user, context) !== undefined ? 'ip' : undefined;
  const isDerived = derivableUserAgentField(field) !== undefined && parsableUserAgent(user, context) !== undefined;
  return isDerived ? 'userAgent' : undefined;
}
