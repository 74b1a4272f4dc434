import type { OracleJob } from '../../support/oracle/oracle-job.js';
import { rule, smallProject } from '../small-project.js';

/** A job that searches each subject for each pattern: one gate per pattern, one user per subject. */
export function matchJob(patterns: readonly string[], subjects: readonly string[]): OracleJob {
  const ids = patterns.map((_pattern, index) => `pattern_${index}`);
  const project = smallProject({
    conditions: Object.fromEntries(
      patterns.map((targetValue, index) => [
        ids[index] ?? '',
        { type: 'user_field', field: 'subject', operator: 'str_matches', targetValue },
      ]),
    ),
    gates: Object.fromEntries(ids.map((id) => [id, { rules: [rule('r', [id])] }])),
  });
  return {
    specs: JSON.stringify(project),
    options: { disableCountryLookup: true },
    users: subjects.map((subject) => ({ userID: 'u', custom: { subject } })),
    plan: { probes: ids, gates: [], configs: [], layers: [], stores: [], groups: [] },
    exposedUsers: 0,
  };
}
