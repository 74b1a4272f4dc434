import { inspect } from 'node:util';
import type { OracleJob } from '../support/oracle/oracle-job.js';
import type { ComparisonTally, Difference } from './compare-answers.js';
import type { DifferentialRun } from './run-differential.js';

/** How many differences are written out; the rest are counted. */
const MOST_WRITTEN = 8;

const show = (value: unknown): string => inspect(value, { depth: null, breakLength: 160, maxStringLength: 400 });

/** What a run compared: one line per kind of call. */
export function describeTally(tally: ComparisonTally): string {
  return [
    ...[...tally.comparisons].map(([api, count]) => `  ${api.padEnd(18)} ${count.toLocaleString('en')}`),
    `  ${'in all'.padEnd(18)} ${tally.total.toLocaleString('en')} comparisons`,
    ...[...tally.knownDifferences].map(([id, count]) => `  known difference ${id}: ${count.toLocaleString('en')}`),
    ...(tally.rejectedUsers === 0 ? [] : [`  users that the official package refused: ${tally.rejectedUsers}`]),
    ...(tally.unsteadyJobs === 0
      ? []
      : [`  projects that the official core was asked about twice: ${tally.unsteadyJobs}`]),
  ].join('\n');
}

/**
 * The unexplained differences with all that is needed to repeat them: the spec with its conditions, the user, the
 * options and both answers. Differences on single conditions come first, because they usually cause the others.
 */
export function describeDifferences({ tally, originOf }: DifferentialRun): string {
  const bySimplicity = tally.unexplained.toSorted(
    (left, right) => specSize(left.job, left.difference) - specSize(right.job, right.difference),
  );
  const seen = new Set<string>();
  const distinct = bySimplicity.filter(({ job, difference }) => {
    const subject = `${originOf(job)} ${difference.api} ${difference.name}`;
    if (seen.has(subject)) return false;
    seen.add(subject);
    return true;
  });
  return [
    `${tally.unexplained.length} unexplained differences, on ${distinct.length} distinct entities. The simplest:`,
    ...distinct
      .slice(0, MOST_WRITTEN)
      .map(({ job, difference }) =>
        [
          `--- ${originOf(job)}: ${difference.api}("${difference.name}"${difference.parameter ? `, "${difference.parameter}"` : ''})`,
          `ours:    ${show(difference.ours)}`,
          `theirs:  ${show(difference.theirs)}`,
          `user:    ${show(difference.user)}`,
          `options: ${show(job.options)}`,
          `spec:    ${show(excerpt(job, difference))}`,
        ].join('\n'),
      ),
  ].join('\n');
}

/** The entity and the conditions it names, out of the payload. */
function excerpt({ specs }: OracleJob, { name }: Difference): unknown {
  const payload: unknown = JSON.parse(specs);
  if (!isRecord(payload)) return undefined;
  const maps = ['feature_gates', 'dynamic_configs', 'layer_configs', 'overrides'] as const;
  const found = maps.flatMap((map) => {
    const entities = payload[map];
    return isRecord(entities) && Object.hasOwn(entities, name) ? [[map, entities[name]] as const] : [];
  });
  const text = JSON.stringify(found);
  const conditions = isRecord(payload['condition_map']) ? Object.entries(payload['condition_map']) : [];
  return {
    ...Object.fromEntries(found),
    conditions: Object.fromEntries(conditions.filter(([id]) => text.includes(`"${id}"`))),
  };
}

const specSize = (job: OracleJob, difference: Difference): number =>
  JSON.stringify(excerpt(job, difference))?.length ?? 0;

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
