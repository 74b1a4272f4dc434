import { parseTime } from '../project-file/parse-time.js';
import { isOperatorName, operatorFamilies } from '../project-file/operators.js';
import type { Condition, JsonValue, OperatorName, Project } from '../project-file/project.js';
import type { WireCondition } from './wire.js';

/** The condition that everyone meets. */
export const everyoneCondition: Omit<WireCondition, 'idType'> = {
  type: 'public',
  targetValue: null,
  operator: null,
  field: null,
  additionalValues: {},
};

/** The wire form of one condition. `idType` is that of the rule; it counts only where the condition has none. */
export function compileCondition(condition: Condition, idType: string, project: Project): WireCondition {
  const base: WireCondition = { ...everyoneCondition, additionalValues: {}, idType };
  const operator = Object.keys(condition).find(isOperatorName);
  const compared = operator === undefined ? base : { ...base, operator, targetValue: targetOf(condition, operator) };
  if (condition.field !== undefined) return { ...compared, type: 'user_field', field: condition.field };
  if (condition.ip !== undefined) return { ...compared, type: 'ip_based', field: condition.ip };
  if (condition.userAgent !== undefined) return { ...compared, type: 'ua_based', field: condition.userAgent };
  if (condition.environment !== undefined) {
    return { ...compared, type: 'environment_field', field: condition.environment };
  }
  if (condition.time !== undefined) return { ...compared, type: 'current_time' };
  if (condition.unit !== undefined) return { ...compared, type: 'unit_id', idType: condition.unit };
  if (condition.bucket !== undefined) {
    const { salt, idType: bucketIdType = idType } = condition.bucket;
    return { ...compared, type: 'user_bucket', additionalValues: { salt }, idType: bucketIdType };
  }
  if (condition.app !== undefined) return { ...compared, type: 'target_app' };
  if (condition.experimentGroup !== undefined) {
    return { ...compared, type: 'experiment_group', field: condition.experimentGroup };
  }
  if (condition.gate !== undefined) return { ...base, type: 'pass_gate', targetValue: condition.gate };
  if (condition.notGate !== undefined) return { ...base, type: 'fail_gate', targetValue: condition.notGate };
  if (condition.segment !== undefined) return segmentCondition(condition.segment, true, { base, project });
  if (condition.notSegment !== undefined) return segmentCondition(condition.notSegment, false, { base, project });
  return base;
}

/** An ID list is asked directly; a segment of rules is the gate `segment:NAME`. */
function segmentCondition(
  name: string,
  isInside: boolean,
  { base, project }: { readonly base: WireCondition; readonly project: Project },
): WireCondition {
  const segment = project.segments?.[name];
  if (segment?.idList !== undefined || segment?.idListFile !== undefined) {
    const operator = isInside ? 'in_segment_list' : 'not_in_segment_list';
    return { ...base, type: 'unit_id', operator, targetValue: name, idType: segment.idType ?? 'userID' };
  }
  return { ...base, type: isInside ? 'pass_gate' : 'fail_gate', targetValue: `segment:${name}` };
}

function targetOf(condition: Condition, operator: OperatorName): JsonValue {
  const target = condition[operator] ?? null;
  const family = operatorFamilies[operator];
  // The service sends texts in lists, whatever was typed in the console, and instants as milliseconds.
  if ((family === 'texts' || family === 'items') && Array.isArray(target)) return target.map(String);
  if (family === 'time' && (typeof target === 'string' || typeof target === 'number')) return parseTime(target) ?? null;
  return target;
}
