import type { Random } from '../random.js';
import { ID_TYPES } from '../vocabulary.js';
import type { WireCondition } from '../wire-types.js';

/** A condition of an unknown type or with an unknown operator: it makes the whole evaluation unsupported. */
export function unsupportedCondition(random: Random): WireCondition {
  return {
    idType: random.pick(ID_TYPES),
    field: random.pick(['level', 'plan', null]),
    targetValue: random.pick([null, 'a', ['a', 'b']]),
    ...random.pick([
      { type: 'multi_pass_gate', operator: null },
      { type: 'PUBLIC', operator: null },
      { type: '', operator: 'any' },
      { type: 'javascript', operator: 'any' },
      { type: 'user_field', operator: null },
      { type: 'user_field', operator: 'ANY' },
      { type: 'user_field', operator: 'encoded_any' },
      { type: 'unit_id', operator: 'is' },
      { type: 'environment_field', operator: '' },
    ]),
  };
}
