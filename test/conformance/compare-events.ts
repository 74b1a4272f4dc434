import type { LoggedCustomEvent } from '../support/oracle/event-plan.mjs';
import type { OracleJob, PlanAnswers } from '../support/oracle/oracle-job.js';
import type { ComparisonTally } from './compare-answers.js';

type Events = Pick<PlanAnswers, 'customEvents' | 'quietChecks'>;

/** Compares the events that are no exposures, as multisets, and the counts of checks without one. */
export function compareEvents(
  tally: ComparisonTally,
  job: OracleJob,
  { ours, theirs }: { readonly ours: Events; readonly theirs: Events },
): void {
  const ourTexts = textsByEvent(ours.customEvents);
  const theirTexts = textsByEvent(theirs.customEvents);
  for (const key of new Set([...ourTexts.keys(), ...theirTexts.keys()])) {
    const our = ourTexts.get(key) ?? [];
    const their = theirTexts.get(key) ?? [];
    for (let index = 0; index < Math.max(our.length, their.length); index += 1) {
      tally.count('custom event');
      if (our[index] === their[index]) continue;
      tally.report(job, {
        api: 'custom event',
        name: key,
        user: {},
        ours: parse(our[index]),
        theirs: parse(their[index]),
        theirReason: undefined,
      });
    }
  }
  for (const name of new Set([...ours.quietChecks.keys(), ...theirs.quietChecks.keys()])) {
    tally.count('checks without exposure');
    const [our, their] = [ours.quietChecks.get(name), theirs.quietChecks.get(name)];
    if (our === their) continue;
    tally.report(job, {
      api: 'checks without exposure',
      name,
      user: {},
      ours: our,
      theirs: their,
      theirReason: undefined,
    });
  }
}

function textsByEvent(events: readonly LoggedCustomEvent[]): Map<string, string[]> {
  const byEvent = new Map<string, string[]>();
  for (const { serial, name, text } of events) {
    const key = JSON.stringify([serial, name]);
    const texts = byEvent.get(key);
    if (texts === undefined) byEvent.set(key, [text]);
    else texts.push(text);
  }
  for (const texts of byEvent.values()) texts.sort();
  return byEvent;
}

function parse(text: string | undefined): unknown {
  return text === undefined ? undefined : JSON.parse(text);
}
