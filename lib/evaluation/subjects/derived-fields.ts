import type { UserData } from '../../users/user-data.js';
import type { EvaluationContext, UserAgentField } from '../evaluation-context.js';
import { textOf } from '../values/text-form.js';
import { type Subject, userField } from './user-fields.js';

const readUserAgent = userField('userAgent');
const readIp = userField('ip');

/** Agents longer than this are not parsed. Unit: bytes of UTF-8. */
const maxUserAgentBytes = 1000;

const userAgentFields: ReadonlyMap<string, UserAgentField> = new Map([
  ['os_name', 'os_name'],
  ['osname', 'os_name'],
  ['os_version', 'os_version'],
  ['osversion', 'os_version'],
  ['browser_name', 'browser_name'],
  ['browsername', 'browser_name'],
  ['browser_version', 'browser_version'],
  ['browserversion', 'browser_version'],
]);

/** A field that the user states, or that the user agent tells (evaluation §5, `ua_based`). */
export function userAgentField(field: string | undefined): Subject {
  const stated = userField(field);
  const derived = derivableUserAgentField(field);
  if (derived === undefined) return stated;
  return (user, context) => {
    const value = stated(user, context);
    if (value !== undefined) return value;
    const agent = parsableUserAgent(user, context);
    return agent === undefined ? undefined : context.userAgentField(agent, derived);
  };
}

/** The fact of a user agent that a field is derived from; undefined for fields that the user alone can state. */
export function derivableUserAgentField(field: string | undefined): UserAgentField | undefined {
  return field === undefined ? undefined : userAgentFields.get(field.toLowerCase());
}

/** The user's agent, unless it is too long to be parsed. */
export function parsableUserAgent(user: Readonly<UserData>, context: EvaluationContext): string | undefined {
  const agent = textOf(readUserAgent(user, context));
  return agent === undefined || isLongerThan(agent, maxUserAgentBytes) ? undefined : agent;
}

/** A field that the user states, or the country of the user's IP address (evaluation §5, `ip_based`). */
export function ipField(field: string | undefined): Subject {
  const stated = userField(field);
  if (!isCountryField(field)) return stated;
  return (user, context) => {
    const value = stated(user, context);
    if (value !== undefined) return value;
    const ip = ipText(user, context);
    return ip === undefined ? undefined : context.countryOf(ip);
  };
}

/** Whether a field is derived from the IP address. The official SDK derives for this exact spelling alone. */
export function isCountryField(field: string | undefined): boolean {
  return field === 'country';
}

/** What the user has for an IP address, be it one or not. */
export function ipText(user: Readonly<UserData>, context: EvaluationContext): string | undefined {
  return textOf(readIp(user, context));
}

/** Whether a text is longer than so many bytes of UTF-8; counts only where the answer is not plain. */
function isLongerThan(text: string, bytes: number): boolean {
  if (text.length > bytes) return true;
  if (text.length * 3 <= bytes) return false;
  return new TextEncoder().encode(text).length > bytes;
}
