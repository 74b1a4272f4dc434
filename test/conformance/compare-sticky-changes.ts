import { canonicalJson } from '../support/oracle/canonical-json.mjs';
import type { OracleJob } from '../support/oracle/oracle-job.js';
import type { NotedChange } from '../support/oracle/sticky-plan.mjs';
import type { ComparisonTally } from './compare-answers.js';

/**
 * What the storages were told, for each user and experiment, each different change once: the official core tells its storage the
 * same again and again, and keeping and forgetting in no certain order.
 */
export function compareStickyChanges(
  tally: Pick<ComparisonTally, 'count' | 'report'>,
  job: OracleJob,
  {
    ours,
    theirs,
    unsupported,
  }: {
    readonly ours: readonly NotedChange[];
    readonly theirs: readonly NotedChange[];
    /** Names that the official core cannot evaluate for some user. */
    readonly unsupported: ReadonlySet<string>;
  },
): void {
  const ourTexts = changesByPlace(ours);
  const theirTexts = changesByPlace(theirs);
  for (const [place, { name }] of new Map([...ourTexts, ...theirTexts])) {
    const our = ourTexts.get(place)?.texts ?? new Set();
    const their = theirTexts.get(place)?.texts ?? new Set();
    for (const text of new Set([...our, ...their])) if (our.has(text) && their.has(text)) tally.count('kept decision');
    const ourOwn = [...our].filter((text) => !their.has(text));
    const theirOwn = [...their].filter((text) => !our.has(text));
    for (let index = 0; index < Math.max(ourOwn.length, theirOwn.length); index += 1) {
      tally.count('kept decision');
      tally.report(job, {
        api: 'kept decision',
        name,
        parameter: place,
        user: {},
        ours: parsed(ourOwn[index]),
        theirs: parsed(theirOwn[index]),
        theirReason: unsupported.has(name) ? ':Unsupported' : undefined,
      });
    }
  }
}

function changesByPlace(changes: readonly NotedChange[]): Map<string, { name: string; texts: Set<string> }> {
  const places = new Map<string, { name: string; texts: Set<string> }>();
  for (const { key, configName, data } of changes) {
    const place = JSON.stringify([key, configName]);
    const known = places.get(place) ?? { name: configName, texts: new Set() };
    places.set(place, known);
    known.texts.add(canonicalJson(data));
  }
  return places;
}

const parsed = (text: string | undefined): unknown => (text === undefined ? undefined : JSON.parse(text));
