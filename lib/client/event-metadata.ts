import type { Logger } from '../observability/logger.js';
import type { UserAttributes } from '../users/user-data.js';
import { setOwn, toUserValue, type UserValue } from '../users/user-value.js';

const logTag = 'Client';

/** How many values of the metadata are looked at for something odd: a warning needs one, and a call must stay cheap. */
const mostExamined = 100;

/**
 * An event's metadata as a JSON object that nobody else holds; null, with a warning, when it is no object. A member that JSON
 * cannot hold as it is becomes null, loses what it held, or is left out, as the table in `docs/events.md` says; the others stay,
 * and one warning for each name of an event tells. The official SDK then loses the event (runtime §6.9).
 */
export function toEventMetadata(metadata: unknown, eventName: string, logger: Logger): UserAttributes | null {
  if (metadata === undefined || metadata === null) return null;
  const warn = (fault: string): void => {
    const name = JSON.stringify(eventName.slice(0, 64));
    const key = { topic: 'event-metadata', subject: eventName };
    logger.warnOnce(key, logTag, `The metadata of event ${name} ${fault}`);
  };
  try {
    if (typeof metadata !== 'object' || Array.isArray(metadata)) {
      warn('is no object, and is logged as null.');
      return null;
    }
    const { copy, odd } = copyMembers(metadata);
    if (metadata instanceof Map || metadata instanceof Set)
      warn('is a Map or Set; it is logged as {}. Give an object.');
    else if (odd !== undefined) warn(odd);
    return copy;
  } catch {
    // A proxy of the caller's that does not tell its members.
    warn('cannot be read, and is logged as null.');
    return null;
  }
}

function copyMembers(metadata: object): { readonly copy: UserAttributes; readonly odd: string | undefined } {
  const copy: Record<string, UserValue> = {};
  let odd: string | undefined;
  let left = mostExamined;
  // Looked at while it is copied: a getter that is read again may give something else.
  const examine = (value: unknown): void => {
    if (odd === undefined && left-- > 0) odd = oddityOf(value);
  };
  for (const key of Object.keys(metadata)) {
    try {
      const value: unknown = Reflect.get(metadata, key);
      const known = key.isWellFormed() ? toUserValue(value, examine) : undefined;
      if (known !== undefined) setOwn(copy, key, known);
    } catch {
      odd ??= 'has a member that threw when it was read; it is left out.';
    }
  }
  return { copy, odd };
}

/** What JSON cannot hold of a value itself, as the end of a sentence. */
function oddityOf(value: unknown): string | undefined {
  switch (typeof value) {
    case 'number':
      return Number.isFinite(value) ? undefined : 'has a number that is not finite; it is logged as null.';
    case 'function':
    case 'symbol':
      return `has a ${typeof value}; it is left out.`;
    case 'object':
      if (value instanceof Date) return 'has a Date; it is logged as {}. Give a text or a number.';
      if (ArrayBuffer.isView(value)) return 'has a Buffer or typed array; it is logged as {}. Give a text.';
      if (value instanceof Map || value instanceof Set)
        return 'has a Map or Set; it is logged as {}. Give an object or array.';
      return undefined;
    default:
      // A bigint becomes a number or, where that would round it, its digits: nothing is lost.
      return undefined;
  }
}
