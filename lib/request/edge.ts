/**
 * What `statsig-nodekit/request` is on edge runtimes: the part that needs neither a client nor modules of Node. Bundlers for them
 * find it by the condition `edge-light`.
 *
 * @module
 */

export { StableIdCookie, type StableIdCookieOptions, type StableIdDecision } from './stable-id.js';
export { described, oneOf, type OptionCheck, optionComplaints } from './option-complaints.js';
