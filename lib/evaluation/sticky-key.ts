import type { UserData } from '../users/user-data.js';
import { unitOf } from './subjects/user-fields.js';
import { textOf } from './values/text-form.js';

/**
 * The key under which decisions of a user are kept: `<id>:<ID type>`, such as `a-user:userID`, in the form of the official
 * SDK. Undefined when the user has no ID of that type.
 */
export function stickyKeyOf(idType: string, user: Readonly<UserData>): string | undefined {
  const unit = textOf(unitOf(idType)(user));
  return unit === undefined ? undefined : `${unit}:${idType}`;
}
