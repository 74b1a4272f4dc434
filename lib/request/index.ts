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
  type RequestFieldsOptions,
  type RequestLike,
  type RequestUserFields,
  userFieldsFromRequest,
  userOf,
} from './user-from-request.js';
export {
  anonymousUser,
  defaultUserTimeoutMs,
  type RequestOrigin,
  toRequestUser,
  type UserContext,
  type UserSource,
} from './request-user.js';

// The ID of a visitor's device
export { stableIdComplaint } from './stable-id-complaint.js';
export { StableIdCookie, type StableIdCookieOptions, type StableIdDecision } from './stable-id.js';
export { noteFirstQuestion, withdrawStableID } from './withdraw-stable-id.js';

// The request that is being handled
export { defaultClientName, RequestClient, type RequestClientOptions, type RequestQuestion } from './request-client.js';
export { type RequestParts, RequestScope } from './request-scope.js';
export { RequestView } from './request-view.js';
export { type QuestionTerms, TailoredRequestView } from './tailored-request-view.js';
export type { ResponseLike } from './response-like.js';
export {
  addRequestPlace,
  attachToRequest,
  beginToFollow,
  currentRequestScope,
  currentStatsig,
  enterRequest,
  type RequestContextPlace,
  type RequestEntry,
  requestScopeOf,
  resumeRequest,
  stayInRequest,
  tryCurrentStatsig,
} from './request-storage.js';
export { RequestScopeError } from './request-scope-error.js';

// Gates
export {
  type ComparedValue,
  decideGateExpression,
  type FlagAnswers,
  type GateAnswer,
  type GateDecision,
  type GateExpression,
  type ValueAnswer,
  type ValueCondition,
  type ValueKind,
  type ValueQuestion,
} from './gate-expression.js';
export { checkGateExpression, GateExpressionError } from './check-gate-expression.js';
export { decideGates, type GateQuestion } from './decide-gates.js';

// Pages that ask their own server
export { ClientProxy, type ClientProxyContext, createClientProxy } from './client-proxy/client-proxy.js';
export {
  type ClientProxyOptions,
  ClientProxyOptionsError,
  type ClientProxyValues,
} from './client-proxy/client-proxy-options.js';
export type { ClientProxyUserContext, ClientProxyUserSource } from './client-proxy/proxy-users.js';
export type { AddressLimits } from './client-proxy/address-limiter.js';

// What else answers the SDK of browsers
export { browserUserFields, isRecord, type JsonRecord, type SenderFacts } from './client-proxy/browser-user.js';
export {
  type ClientValues,
  clientValues,
  type ClientValuesRequest,
  noUpdatesAnswer,
} from './client-proxy/client-values.js';
export { type BodyLimits, readClientBody } from './client-proxy/client-body.js';
export { type Refusal, RefusedRequest } from './client-proxy/refused-request.js';

// Handlers that know no framework, and how servers of Node come to them and end
export { bootstrapResponse } from './bootstrap-response.js';
export { type FetchCaller, FetchStatsig, type FetchStatsigOptions } from './fetch-statsig.js';
export { type NodeRequest, sendWebResponse, toWebRequest } from './node-exchange.js';
export {
  type ClosableServer,
  gracefulShutdown,
  type GracefulShutdownOptions,
  type GracefulShutdownResult,
} from './graceful-shutdown.js';

// Ends of programs
export { endUpdates } from '../client/end-updates.js';

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
