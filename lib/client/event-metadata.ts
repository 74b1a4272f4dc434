import type { Logger } from '../observability/logger.js';
import { setOwn, toUserValue, type UserValue } from '../users/user-value.js';

const logTag = 'Client';

/** How many members of the metadata are looked at for something odd: a warning needs one, and a call must stay cheap. */
const mostExamined = 100;

/**
 * An event's metadata as a JSON object that nobody else holds; null, with a warning, when it is no object. A member that JSON
 * cannot hold as it is becomes null, loses what it held, or is left out, as the table in `docs/events.md` says; the others stay,
 * and one warning for each name of an event tells. The official SDK then loses the event (runtime §6.9).
 */
export function toEventMetadata(metadata: unknown, eventName: string, logger: Logger): object | null {
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

function copyMembers(metadata: object): { readonly copy: object; readonly odd: string | undefined } {
  const copy: Record<string, UserValue> = {};
  const budget = { left: mostExamined };
  let odd: string | undefined;
  for (const key of Object.keys(metadata)) {
    try {
      const value: unknown = Reflect.get(metadata, key);
      if (value === undefined) continue;
      const known = key.isWellFormed() ? toUserValue(value) : undefined;
      if (known !== undefined) setOwn(copy, key, known);
      odd ??= oddityOf(value, budget);
    } catch {
      odd ??= 'has a member that threw when it was read; it is left out.';
    }
  }
  return { copy, odd };
}

/** What JSON cannot hold of a value, as the end of a sentence. */
function oddityOf(value: unknown, budget: { left: number }, depth = 0): string | undefined {
  if (typeof value === 'string' || typeof value === 'boolean' || value === undefined || value === null)
    return undefined;
  if (typeof value === 'number') {
    return Number.isFinite(value) ? undefined : 'has a number that is not finite; it is logged as null.';
  }
  if (typeof value === 'function' || typeof value === 'symbol') return `has a ${typeof value}; it is left out.`;
  // A number or, where that would round it, its digits: nothing is lost.
  if (typeof value === 'bigint') return undefined;
  if (value instanceof Date) return 'has a Date; it is logged as {}. Give a text or a number.';
  if (ArrayBuffer.isView(value)) return 'has a Buffer or typed array; it is logged as {}. Give a text.';
  if (value instanceof Map || value instanceof Set)
    return 'has a Map or Set; it is logged as {}. Give an object or array.';
  if (depth >= 8) return undefined;
  for (const member of Object.values(value) as unknown[]) {
    if (budget.left-- <= 0) return undefined;
    const odd = oddityOf(member, budget, depth + 1);
    if (odd !== undefined) return odd;
  }
  return undefined;
}
