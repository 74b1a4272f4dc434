import { canonicalJson } from '../../support/oracle/canonical-json.mjs';
import type { FlagAnswer } from './flag-answers.js';

/**
 * Where a page answers otherwise than the server, in words; none when they agree. Three things may differ, all of them in what
 * is reported and none in a value:
 *
 * - In format 2 a browser reports the rule `default` of anything but gates as an empty text.
 * - Of a spec with conditions that this version does not know, the server names the rule at which it gave up.
 * - When no rule decides, the server can report the group of a gate that was consulted on the way (as the official core does);
 *   responses tell own groups only.
 */
export function findDifferences(
  page: readonly FlagAnswer[],
  server: readonly FlagAnswer[],
  { responseFormat }: { readonly responseFormat: number },
): string[] {
  const length = Math.max(page.length, server.length);
  return Array.from({ length }, (_, index) => {
    const [ours, theirs] = [page[index], server[index]];
    if (ours === undefined || theirs === undefined) return `only one side has ${(ours ?? theirs)?.flag}`;
    return isSame(ours, asReported(theirs, ours, responseFormat))
      ? ''
      : `${ours.flag}\n  page   ${canonicalJson(comparable(ours))}\n  server ${canonicalJson(comparable(theirs))}`;
  }).filter((difference) => difference !== '');
}

/** What the server would report in the page's place. */
function asReported(server: FlagAnswer, page: FlagAnswer, responseFormat: number): FlagAnswer {
  if (server.reason?.endsWith(':Unsupported') === true) {
    return { ...server, ruleID: '', ...('groupName' in server && { groupName: null }) };
  }
  const isDefault = server.ruleID === 'default';
  return {
    ...server,
    ...(isDefault && responseFormat === 2 && !server.flag.startsWith('gate ') && { ruleID: '' }),
    ...(isDefault && page.groupName === null && 'groupName' in server && { groupName: null }),
  };
}

function isSame(left: FlagAnswer, right: FlagAnswer): boolean {
  return canonicalJson(comparable(left)) === canonicalJson(comparable(right));
}

function comparable({ reason: _reason, ...rest }: FlagAnswer): Omit<FlagAnswer, 'reason'> {
  return rest;
}
