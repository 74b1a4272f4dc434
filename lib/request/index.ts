/**
 * What integrations with web frameworks share: the user of a request, gates as expressions, and the scope of a request,
 * which knows its user once for everything that handles it. Nothing here knows a framework.
 *
 * @module
 */

// Users from requests
export {
  normalizeIP,
  preferredLanguage,
  type RequestLike,
  type RequestUserFields,
  userFieldsFromRequest,
  userOf,
} from './user-from-request.js';
export {
  RequestUserResolver,
  type RequestUserResolverOptions,
  toRequestUser,
  type UserContext,
  type UserSource,
} from './request-user.js';

// The request that is being handled
export {
  currentRequestScope,
  defaultClientName,
  enterRequest,
  RequestScope,
  type RequestScopeParts,
} from './request-scope.js';
export { RequestScopeError } from './request-scope-error.js';

// Gates
export {
  checkGateExpression,
  decideGateExpression,
  type GateAnswer,
  type GateDecision,
  type GateExpression,
  GateExpressionError,
} from './gate-expression.js';

// Options of programs without types
export {
  described,
  expecting,
  filledText,
  flag,
  isFilledText,
  oneOf,
  type OptionCheck,
  optionComplaints,
} from './option-complaints.js';
export { didYouMean, nearestName } from '../options/nearest-name.js';
