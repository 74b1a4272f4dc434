import type { PlanLabel, ProjectLabel } from '../support/oracle/evaluation-plan.mjs';
import { planLabels, projectLabels } from '../support/oracle/evaluation-plan.mjs';
import type { LoggedExposure } from '../support/oracle/exposure-log.mjs';
import type { OracleJob, PlanAnswers, UserFields } from '../support/oracle/oracle-job.js';
import { stickyLabels } from '../support/oracle/sticky-plan.mjs';
import { compareEvents } from './compare-events.js';
import { compareStickyChanges } from './compare-sticky-changes.js';
import { KNOWN_DIFFERENCES } from './known-differences.js';

/** The calls that are compared, and the two things that are read from events. */
export type ComparedApi =
  | PlanLabel['api']
  | ProjectLabel['api']
  | 'exposure'
  | 'logged user'
  | 'kept decision'
  | 'custom event'
  | 'checks without exposure';

/** Two answers that are not the same. */
export interface Difference {
  readonly api: ComparedApi;
  readonly name: string;
  readonly parameter?: string | null;
  /** Empty for events of users whose exposures were not asked for. */
  readonly user: UserFields;
  /** Parsed answers; `undefined` where one side has none. */
  readonly ours: unknown;
  readonly theirs: unknown;
  /** The official core's reason for this call, where the call or a neighbour of it tells one. */
  readonly theirReason: string | undefined;
}

/** What a comparison found; adds up over the jobs of a run. */
export class ComparisonTally {
  readonly comparisons = new Map<ComparedApi, number>();
  readonly knownDifferences = new Map<string, number>();
  readonly unexplained: { readonly job: OracleJob; readonly difference: Difference }[] = [];
  rejectedUsers = 0;
  /** Jobs to which the official core gave other answers when it was asked again. */
  unsteadyJobs = 0;

  /** All comparisons made. */
  get total(): number {
    return [...this.comparisons.values()].reduce((sum, count) => sum + count, 0);
  }

  count(api: ComparedApi): void {
    this.comparisons.set(api, (this.comparisons.get(api) ?? 0) + 1);
  }

  /** Adds what was found about one more job. */
  add({ comparisons, knownDifferences, unexplained, rejectedUsers }: ComparisonTally): void {
    for (const [api, count] of comparisons) this.comparisons.set(api, (this.comparisons.get(api) ?? 0) + count);
    for (const [id, count] of knownDifferences) {
      this.knownDifferences.set(id, (this.knownDifferences.get(id) ?? 0) + count);
    }
    this.unexplained.push(...unexplained);
    this.rejectedUsers += rejectedUsers;
  }

  /** Sorts a difference into the known or the unexplained ones. */
  report(job: OracleJob, difference: Difference): void {
    const known = KNOWN_DIFFERENCES.find(({ explains }) => explains?.(difference) === true);
    if (known === undefined) this.unexplained.push({ job, difference });
    else this.knownDifferences.set(known.id, (this.knownDifferences.get(known.id) ?? 0) + 1);
  }
}

/** Compares both contestants' answers to a job, call by call and event by event, into the tally. */
export function compareAnswers(
  tally: ComparisonTally,
  job: OracleJob,
  { ours, theirs }: { readonly ours: PlanAnswers; readonly theirs: PlanAnswers },
): void {
  compareProject(tally, job, { ours: ours.projectAnswers, theirs: theirs.projectAnswers });
  const ofPlan = planLabels(job.plan);
  const unsupported = new Set<string>();
  for (const [index, user] of job.users.entries()) {
    if (theirs.rejected.has(index)) {
      tally.rejectedUsers += 1;
      continue;
    }
    const labels = [...ofPlan, ...stickyLabels(job.stickyCalls?.[index] ?? [])];
    for (const [position, { name }] of labels.entries()) {
      if (reasonIn(theirs.answers[index]?.[position])?.endsWith(':Unsupported') === true) unsupported.add(name);
    }
    compareUser(tally, job, { labels, user, ours: ours.answers[index] ?? [], theirs: theirs.answers[index] ?? [] });
  }
  compareExposures(tally, job, ours.exposures, theirs.exposures);
  compareStickyChanges(tally, job, { ours: ours.stickyChanges, theirs: theirs.stickyChanges, unsupported });
  if (job.eventCalls !== undefined) compareEvents(tally, job, { ours, theirs });
  for (const [serial, loggedUser] of theirs.loggedUsers) {
    tally.count('logged user');
    const ourUser = ours.loggedUsers.get(serial);
    if (ourUser === loggedUser) continue;
    tally.report(job, {
      api: 'logged user',
      name: serial,
      user: userWithSerial(job, serial),
      ours: parse(ourUser),
      theirs: parse(loggedUser),
      theirReason: undefined,
    });
  }
}

function compareProject(
  tally: ComparisonTally,
  job: OracleJob,
  { ours, theirs }: { readonly ours: readonly string[]; readonly theirs: readonly string[] },
): void {
  for (const [position, label] of projectLabels(job.plan).entries()) {
    tally.count(label.api);
    if (ours[position] === theirs[position]) continue;
    tally.report(job, {
      ...label,
      user: {},
      ours: parse(ours[position]),
      theirs: parse(theirs[position]),
      theirReason: reasonIn(theirs[position]),
    });
  }
}

function compareUser(
  tally: ComparisonTally,
  job: OracleJob,
  {
    labels,
    user,
    ours,
    theirs,
  }: {
    readonly labels: readonly PlanLabel[];
    readonly user: UserFields;
    readonly ours: readonly string[];
    readonly theirs: readonly string[];
  },
): void {
  let layer: string | undefined;
  for (const [position, label] of labels.entries()) {
    tally.count(label.api);
    if (label.api === 'getLayer') layer = theirs[position];
    if (ours[position] === theirs[position]) continue;
    // `checkGate` tells no reason: the answer after it is that of `getFeatureGate` for the same gate. Nor does a
    // parameter: the layer was asked before it.
    const ownOrNext = theirs[label.api === 'checkGate' ? position + 1 : position];
    tally.report(job, {
      ...label,
      user,
      ours: parse(ours[position]),
      theirs: parse(theirs[position]),
      theirReason: reasonIn(label.api === 'layer.get' ? layer : ownOrNext),
    });
  }
}

function compareExposures(
  tally: ComparisonTally,
  job: OracleJob,
  ours: readonly LoggedExposure[],
  theirs: readonly LoggedExposure[],
): void {
  const ourGroups = groupBySubject(ours);
  const theirGroups = groupBySubject(theirs);
  for (const subject of new Set([...ourGroups.keys(), ...theirGroups.keys()])) {
    const our = ourGroups.get(subject) ?? [];
    const their = theirGroups.get(subject) ?? [];
    for (let index = 0; index < Math.max(our.length, their.length); index += 1) {
      tally.count('exposure');
      const [ourText, theirText] = [our[index]?.text, their[index]?.text];
      const logged = their[index] ?? our[index];
      if (ourText === theirText || logged === undefined) continue;
      tally.report(job, {
        api: 'exposure',
        name: logged.name,
        parameter: logged.parameter,
        user: userWithSerial(job, logged.serial),
        ours: parse(ourText),
        theirs: parse(theirText),
        theirReason: reasonIn(theirText),
      });
    }
  }
}

/** Events of one user, entity and parameter, in an order that does not depend on when they were logged. */
function groupBySubject(exposures: readonly LoggedExposure[]): Map<string, LoggedExposure[]> {
  const groups = new Map<string, LoggedExposure[]>();
  for (const exposure of exposures) {
    const subject = JSON.stringify([exposure.serial, exposure.eventName, exposure.name, exposure.parameter]);
    const group = groups.get(subject);
    if (group === undefined) groups.set(subject, [exposure]);
    else group.push(exposure);
  }
  for (const group of groups.values()) group.sort((left, right) => (left.text < right.text ? -1 : 1));
  return groups;
}

const reasonIn = (text: string | undefined): string | undefined => /"reason":"([^"]*)"/.exec(text ?? '')?.[1];

function parse(text: string | undefined): unknown {
  return text === undefined ? undefined : JSON.parse(text);
}

/** Serials are the users' positions, see `differential-job.ts`. */
const userWithSerial = (job: OracleJob, serial: string): UserFields =>
  serial === '' ? {} : (job.users[Number(serial)] ?? {});
