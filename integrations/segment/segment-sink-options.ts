import type { SinkEvent } from 'statsig-nodekit';
import { expecting, filledText, flag, oneOf, type OptionCheck, optionComplaints } from 'statsig-nodekit/request';
import type { SegmentFormat } from './build-message.js';
import type { SegmentEventFilter, SegmentSample } from './event-filter.js';
import { forwardedKinds, type LayerForm } from './forwarded-event.js';
import type { SegmentRegion } from './open-segment-client.js';
import type { SegmentClient } from './segment-client.js';
import type { SegmentIdentifiers } from './segment-identifiers.js';
import type { SegmentIntegrations, SegmentMessage } from './segment-message.js';
import type { SendSegmentBatch } from './send-transport.js';

/** What `segmentSink()` takes. Give one of `writeKey`, `client` and `send`. */
export interface SegmentSinkOptions {
  /** Of the Segment source. A client of `@segment/analytics-node` is made with it, and closed with the Statsig client. */
  readonly writeKey?: string | undefined;
  /** Where the workspace is; with `writeKey` alone. @default 'us' */
  readonly region?: SegmentRegion | undefined;
  /** Where Segment's API is, such as a proxy of your own: the URL without the path; with `writeKey` alone. @default that of the region */
  readonly host?: string | undefined;
  /** An `Analytics` of your own. Close it after the Statsig client has been shut down. */
  readonly client?: SegmentClient | undefined;
  /** Brings batches to Segment without its library. */
  readonly send?: SendSegmentBatch | undefined;
  /**
   * Names the sink in the log, in metrics and in results. Message ids depend on it: give two sinks to one Segment source the same name only
   * if an event that both forward is to count once.
   * @default 'segment'
   */
  readonly name?: string | undefined;
  /**
   * `compat` has the shape of the hosted integration, with the user in `context.user`; `clean` has flat properties, and no user
   * but the identifiers.
   * @default 'compat'
   */
  readonly format?: SegmentFormat | undefined;
  /** Only these are forwarded. @default all but those of the kind `holdout` */
  readonly include?: SegmentEventFilter | undefined;
  /** These are not, whatever `include` says. @default none */
  readonly exclude?: SegmentEventFilter | undefined;
  /**
   * Shares of events that are forwarded. Of several that match an event the first counts. Each event is chosen by itself, by its
   * id.
   * @default all
   */
  readonly samples?: readonly SegmentSample[] | undefined;
  /**
   * Forwards the same exposure only once in this time: of the same unit, name, rule and group. The client itself logs it once a
   * minute. Unit: milliseconds.
   * @default none is held back
   */
  readonly exposurePeriodMs?: number | undefined;
  /** How exposures of layers are told. @default 'layer' */
  readonly layers?: LayerForm | undefined;
  /** Stands before the names of your own events. @default none */
  readonly customEventPrefix?: string | undefined;
  /** Which IDs Segment knows users by. @default `userID` as `userId`, `stableID` as `anonymousId` */
  readonly identifiers?: SegmentIdentifiers | undefined;
  /** Whether email addresses of users are forwarded. Those in private attributes never are. @default false */
  readonly allowEmail?: boolean | undefined;
  /**
   * Whether an event may be forwarded. It has to answer at once, from what it knows already. Any other answer than true is a no: a promise
   * too, and so is throwing.
   * @default all may
   */
  readonly consent?: ((event: SinkEvent) => boolean) | undefined;
  /**
   * Changes a message, or leaves it out with null. What is in `properties` and `context` is frozen in part: return a message with new ones. An
   * event is lost, and counted as `refused`, when it throws or returns something else.
   * @default messages stay as they are
   */
  readonly map?: ((message: SegmentMessage, event: SinkEvent) => SegmentMessage | null) | undefined;
  /**
   * For `integrations` of each message. Without `Statsig: false` events come back to Statsig where it is a destination of the
   * source.
   * @default { Statsig: false }
   */
  readonly integrations?: SegmentIntegrations | undefined;
  /** `context.library.name`; Segment's library puts its own there. @default 'statsig-nodekit' */
  readonly libraryName?: string | undefined;
}

/** `segmentSink()` was given what it cannot work with: thrown while the program starts. */
export class SegmentOptionsError extends Error {
  override readonly name = 'SegmentOptionsError';
  /** Stable; match on this rather than on the class. */
  readonly code = 'segment_options_invalid';
}

const aFunction = expecting('a function', (value) => typeof value === 'function');
const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const listOf = (expected: string, isRight: (value: unknown) => boolean): OptionCheck =>
  expecting(expected, (value) => Array.isArray(value) && value.every(isRight));

const filterChecks = {
  kinds: listOf(`a list of ${forwardedKinds.join(', ')}`, (value) => forwardedKinds.some((kind) => kind === value)),
  names: listOf('a list of patterns, each of them a text', (value) => typeof value === 'string'),
};
const sampleChecks = {
  ...filterChecks,
  rate: expecting('a number from 0 to 1', (value) => typeof value === 'number' && value >= 0 && value <= 1),
};
const anID = expecting(
  'the name of an ID, or null',
  (value) => value === null || (typeof value === 'string' && value !== ''),
);

/** Accepts an object whose members are in order. */
const objectOf =
  (checks: Readonly<Record<string, OptionCheck>>, example: string): OptionCheck =>
  (value) => {
    const [first] = optionComplaints(value, checks, `an object, for example ${example}`);
    return first === undefined ? undefined : `is not in order: ${first}`;
  };

const aFilter = objectOf(filterChecks, "{ names: ['checkout_*'] }");

const optionChecks: Readonly<Record<keyof SegmentSinkOptions, OptionCheck>> = {
  // Never told in a message, whatever it is. One with a line break, as files of secrets end with, is answered with a success, and lost.
  writeKey: (value) =>
    typeof value !== 'string' || value === ''
      ? 'is no text, or empty'
      : /\s/.test(value)
        ? 'has a space or a line break in it; expected the key alone'
        : undefined,
  region: oneOf('us', 'eu'),
  host: expecting(
    'a URL such as "https://segment.example.com"',
    (value) => typeof value === 'string' && URL.canParse(value) && /^https?:$/.test(new URL(value).protocol),
  ),
  client: expecting(
    'a client, new Analytics(…)',
    (value) =>
      isObject(value) && ['track', 'flush', 'on'].every((name) => typeof Reflect.get(value, name) === 'function'),
  ),
  send: aFunction,
  name: filledText,
  format: oneOf('compat', 'clean'),
  include: aFilter,
  exclude: aFilter,
  samples: (value) => {
    if (!Array.isArray(value)) return 'is no list; expected one such as [{ names: ["search_*"], rate: 0.1 }]';
    const complaints = value.map((one: unknown) =>
      isObject(one) && Reflect.get(one, 'rate') === undefined
        ? 'has a sample without `rate`'
        : objectOf(sampleChecks, '{ rate: 0.1 }')(one),
    );
    return complaints.find((complaint) => complaint !== undefined);
  },
  exposurePeriodMs: expecting('a number of milliseconds', (value) => typeof value === 'number' && value >= 0),
  layers: oneOf('layer', 'experiment'),
  customEventPrefix: expecting('a text', (value) => typeof value === 'string'),
  identifiers: objectOf({ userId: anID, anonymousId: anID, groupId: anID }, "{ userId: 'accountID' }"),
  allowEmail: flag,
  consent: aFunction,
  map: aFunction,
  integrations: expecting('an object', isObject),
  libraryName: filledText,
};

/** @throws SegmentOptionsError naming each option that is unknown, of a wrong form, or in the way of another */
export function checkSegmentOptions(options: unknown): void {
  const complaints = optionComplaints(options, optionChecks, 'an object, for example { writeKey }');
  if (isObject(options)) {
    const ways = ['writeKey', 'client', 'send'].filter((way) => Reflect.get(options, way) !== undefined);
    if (ways.length === 0) complaints.push('none of `writeKey`, `client` and `send` is given; expected one of them');
    if (ways.length > 1) complaints.push(`\`${ways.join('` and `')}\` are given; expected one of them`);
    for (const option of ['region', 'host']) {
      if (Reflect.get(options, option) === undefined || ways.includes('writeKey')) continue;
      complaints.push(`\`${option}\` is given without \`writeKey\`, and would have no effect`);
    }
  }
  if (complaints.length > 0)
    throw new SegmentOptionsError(`segmentSink() got wrong options: ${complaints.join('; ')}.`);
}
