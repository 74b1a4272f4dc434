import { toBase64 } from '../../hashing/base64.js';
import { sha256 } from '../../hashing/sha256.js';
import { textOf } from '../values/text-form.js';
import type { Operator } from './operator.js';
import { negated } from './texts.js';

/** How many characters of the hashed unit an ID list keeps. */
const memberKeyLength = 8;

/** The form in which an ID list holds a unit: the first 8 characters of base64(SHA-256(unit)). */
export function memberKey(unit: string): string {
  return toBase64(sha256(unit)).slice(0, memberKeyLength);
}

/** The unit is on the ID list that the target names. False for unknown lists and missing units (evaluation §6.7). */
export const inSegmentList: Operator = (target) => {
  if (typeof target !== 'string') return () => false;
  return (value, context) => {
    const unit = textOf(value);
    return unit !== undefined && context.isOnIdList(target, memberKey(unit));
  };
};

export const notInSegmentList: Operator = negated(inSegmentList);
