import { expecting, filledText, flag, type OptionCheck, optionComplaints } from './option-complaints.js';
import type { StableIdCookieOptions } from './stable-id.js';

/** What integrations ask about stable IDs beside the cookie itself. */
type StableIdOptionName = 'cookie' | 'consent' | keyof StableIdCookieOptions;

const checks: Readonly<Record<StableIdOptionName, OptionCheck>> = {
  cookie: flag,
  consent: expecting('a function', (value) => typeof value === 'function'),
  clientSdkKey: filledText,
  maxAgeMs: expecting('a number of milliseconds', (value) => typeof value === 'number' && value >= 0),
  path: filledText,
  domain: filledText,
  isSecure: flag,
};

/** What is wrong with the option `stableId` of an integration, in words that follow its name; undefined when nothing is. */
export function stableIdComplaint(value: unknown): string | undefined {
  const [first] = optionComplaints(value, checks, 'an object, for example { cookie: true }');
  return first === undefined ? undefined : `is not in order: ${first}`;
}
