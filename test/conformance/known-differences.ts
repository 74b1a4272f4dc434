import { canonicalJson } from '../support/oracle/canonical-json.mjs';
import type { Difference } from './compare-answers.js';

/** A difference from the official core that is meant. */
export interface KnownDifference {
  /** Names the difference in reports and is its heading in `docs/known-differences.md`. */
  readonly id: string;
  /** What ours does, what the official core does, and why; the first paragraph under the heading. */
  readonly reason: string;
  /** Where it shows for certain: in the differential runs, or in a test of its own under `test/conformance`. */
  readonly shownBy: 'differential' | `${string}.test.ts`;
  /** Whether this entry, and nothing more than it, accounts for a difference that a differential run met. None may. */
  readonly explains?: (difference: Difference) => boolean;
}

/** Whether an event is of a user whose exposures were not asked for, or of none. */
const isUnmarked = (user: Difference['user']): boolean => Object.keys(user).length === 0;

/** The reason of an evaluation that refers to itself. */
const TOO_DEEP = 'Error:Statsig Evaluation Depth Exceeded';

/** Every read of a parameter that is not there gives its fallback. */
const READS_OF_UNSET_PARAMETER = canonicalJson({});

/** Where an event says the environment of its user. */
const ENVIRONMENT = ['user', 'statsigEnvironment'];

/** The whole list. Anything else that differs fails the suite. */
export const KNOWN_DIFFERENCES: readonly KnownDifference[] = [
  {
    id: 'unsupported-closes-the-gate',
    reason:
      'When a rule holds a condition type or an operator that this version does not know, the gate is `false`. The official core keeps the result of the condition before the unknown one, so a rule "everyone, and something new" opens the gate for everyone. Likewise a layer is empty, where the official core may return what other rules have put together. The reason is the same: `…:Unsupported`.',
    shownBy: 'differential',
    explains: ({ api, ours, theirs, theirReason }) => {
      if (theirReason?.endsWith(':Unsupported') !== true) return false;
      if (api === 'checkGate') return ours === false && theirs === true;
      if (api === 'layer.get') return canonicalJson(ours) === READS_OF_UNSET_PARAMETER;
      if (api === 'getFeatureGate') return differOnlyIn({ ours, theirs }, ['value'], false, true);
      // The parameter of a closed gate, or none of an empty layer.
      if (api === 'store.getValue') return true;
      if (api !== 'exposure') return false;
      // Of two exposures by hand that differ in the answer alone, the second is none where both are closed.
      if (memberAt(theirs, ['metadata', 'isManualExposure']) === 'true' && ours !== undefined) {
        return areEqualBut(['metadata', 'statsigMetadata'], ours, theirs);
      }
      // A store exposes a layer for what it has, so an empty one for nothing. And for a user without its unit, a closed config
      // that a condition asked for is the exposure of a direct call, which an open one outside of every group is not.
      const event = memberAt(theirs, ['eventName']);
      if (ours === undefined) return event === 'statsig::layer_exposure' || event === 'statsig::config_exposure';
      return (
        differOnlyIn({ ours, theirs }, ['metadata', 'rulePassed'], undefined, 'true') ||
        differOnlyIn({ ours, theirs }, ['metadata', 'gateValue'], 'false', 'true') ||
        differOnlyIn({ ours, theirs }, ['metadata', 'rulePassed'], 'false', 'true')
      );
    },
  },
  {
    id: 'unsupported-keeps-out-of-autotunes',
    reason:
      'When the targeting gate of a contextual autotune holds such a condition, nobody takes part in it and it has no values. In the official core everybody may.',
    shownBy: 'deliberate-differences.test.ts',
    explains: ({ api, ours, theirReason }) =>
      api === 'getExperiment' &&
      theirReason?.endsWith(':Unsupported') === true &&
      memberAt(ours, ['ruleID']) === 'inlineTargetingRules' &&
      canonicalJson(memberAt(ours, ['value'])) === '{}',
  },
  {
    id: 'too-deep-gate-keeps-its-name',
    reason:
      'When gates refer to each other in a circle, `checkGate` gives `false` and logs an exposure with the name of the gate. The official core logs one with an empty name, from which nobody can tell the faulty gate; and of several such configs that parameter stores refer to it logs the first alone.',
    shownBy: 'differential',
    explains: ({ api, ours, theirs }) => {
      if (api !== 'exposure') return false;
      // Of two gates without a name the second is not the first of its rule.
      if (theirs !== undefined && ours !== undefined) {
        return memberAt(ours, ['metadata', 'reason']) === TOO_DEEP && areEqualBut(['statsigMetadata'], ours, theirs);
      }
      // Events are paired by the gate's name, so each side has one that the other lacks.
      const event = theirs === undefined ? ours : ours === undefined ? theirs : undefined;
      if (theirs === undefined && memberAt(ours, ['eventName']) === 'statsig::config_exposure') {
        return (
          memberAt(ours, ['metadata', 'reason']) === TOO_DEEP &&
          memberAt(ours, ['metadata', 'rulePassed']) === undefined
        );
      }
      return (
        memberAt(event, ['eventName']) === 'statsig::gate_exposure' &&
        memberAt(event, ['metadata', 'reason']) === TOO_DEEP &&
        memberAt(event, ['secondaryExposures']) === null &&
        (memberAt(event, ['metadata', 'gate']) === '') === (ours === undefined)
      );
    },
  },
  {
    id: 'group-values-are-objects',
    reason:
      'What `getExperimentByGroupName` and `getExperimentByGroupIdAdvanced` return has an object as its `value`, an empty one when the rule of the group returns a boolean or null. The official core passes those on, against its own types.',
    shownBy: 'differential',
    explains: ({ api, ours, theirs }) =>
      (api === 'getExperimentByGroupName' || api === 'getExperimentByGroupIdAdvanced') &&
      !isRecord(memberAt(theirs, ['value'])) &&
      JSON.stringify(memberAt(ours, ['value'])) === '{}' &&
      areEqualBut(['value'], ours, theirs),
  },
  {
    id: 'endless-layers-are-not-exposed',
    reason:
      'When the rules of a layer refer to each other in a circle, it has no parameters, and reading one logs nothing. The official core logs an exposure that names no user.',
    shownBy: 'deliberate-differences.test.ts',
    explains: ({ api, ours, theirs, theirReason, user }) =>
      api === 'exposure' &&
      ours === undefined &&
      memberAt(theirs, ['eventName']) === 'statsig::layer_exposure' &&
      theirReason === TOO_DEEP &&
      isUnmarked(user),
  },
  {
    id: 'quiet-calls-log-nothing',
    reason:
      'With `disableExposureLogging`, `getFeatureGate` logs nothing at all. The official core still logs the exposure of an experiment whose group a condition of the gate asks for. Ours counts it, once a check, with those that were not exposed.',
    shownBy: 'deliberate-differences.test.ts',
    explains: ({ api, name, ours, theirs, user }) => {
      // Experiments that conditions ask for are named so in generated projects, and nothing else is.
      if (api === 'checks without exposure') return name.startsWith('leaf_experiment_') && Number(ours) > 0;
      return (
        api === 'exposure' &&
        ours === undefined &&
        isUnmarked(user) &&
        memberAt(theirs, ['eventName']) === 'statsig::config_exposure' &&
        memberAt(theirs, ['metadata', 'rulePassed']) === undefined
      );
    },
  },
  {
    id: 'gates-are-exposed-once',
    reason:
      '`checkGate` and `getFeatureGate` of one gate log one exposure of a user. The official core logs one for each.',
    shownBy: 'deliberate-differences.test.ts',
  },
  {
    id: 'kinds-are-told-apart',
    reason:
      'A gate and a config of one name are two exposures. The official core takes them for the same one when their rules have the same ID, such as `default`, and their answers are alike, and drops the second.',
    shownBy: 'deliberate-differences.test.ts',
  },
  {
    id: 'manual-exposures-are-not-lost',
    reason:
      'An exposure that is logged by hand, such as with `manuallyLogExperimentExposure`, is logged also when a check has logged one before, and the other way round. The official core takes most of them for the same one, and drops the second.',
    shownBy: 'events.test.ts',
  },
  {
    id: 'secondary-exposures-stay-secondary',
    reason:
      'Gates that a gate or config consulted are listed in the event of its exposure. The official core can be told, by an `experimentalFlags` entry `sec_expo_as_primary:…`, to log each as an exposure of its own.',
    shownBy: 'events.test.ts',
  },
  {
    id: 'nothing-is-logged-where-logging-is-off',
    reason:
      'With `disableAllLogging` no event is sent. The official core sends how many checks were made with `disableExposureLogging`, with their names.',
    shownBy: 'events.test.ts',
  },
  {
    id: 'numbers-in-lists-count-by-value',
    reason:
      'A number in the list or the object of a condition counts by its value: `1.0` is the text `1`, and so is `1e0`; of very long numbers the digits that a double holds count. In the official core it counts as it is written, `1.0`.',
    shownBy: 'deliberate-differences.test.ts',
  },
  {
    id: 'undefined-elements-are-null',
    reason:
      'An undefined element of a user’s list counts as null, as in JSON, and the others keep their places. The official package takes the whole list for an object then, which meets no condition on lists.',
    shownBy: 'deliberate-differences.test.ts',
  },
  {
    id: 'an-empty-environment-is-none',
    reason:
      "The option `environment: ''` counts as not given, with a warning, so that the default environment of the project holds. In the official core users are in an environment without a name.",
    shownBy: 'deliberate-differences.test.ts',
  },
  {
    id: 'odd-overrides-change-nothing',
    reason:
      'An override of a config, an experiment or a layer with a value that is no object changes nothing, with a warning. The official package sets an empty object, or one of the characters of a text. An object that holds what has no JSON form is set without that, where the official package sets nothing; `NaN` within it is null.',
    shownBy: 'deliberate-differences.test.ts',
  },
  {
    id: 'null-elements-match-nothing',
    reason:
      'An element of a user’s list that has no text, such as null, never matches a condition such as `array_contains_any` with an empty text in its list. In the official core it does so at random, about once in 128 times.',
    shownBy: 'deliberate-differences.test.ts',
  },
  {
    id: 'colliding-lists-are-unequal',
    reason:
      'A condition `eq` with a list whose elements differ in case alone is false. The official core aborts the whole process when it meets one.',
    shownBy: 'deliberate-differences.test.ts',
  },
  {
    id: 'own-parameters-only',
    reason:
      'Reading a parameter named like a method that every JavaScript object has, such as `toString`, gives the fallback unless the config has a parameter of that name. The official package gives the method.',
    shownBy: 'deliberate-differences.test.ts',
  },
  {
    id: 'parameter-store-overrides-take-effect',
    reason:
      'After `overrideParameterStore` the store has the parameters that were set. In the official package the call has no effect.',
    shownBy: 'deliberate-differences.test.ts',
  },
  {
    id: 'stated-system-and-browser-count',
    reason:
      'A user object may state `os_name`, `os_version`, `browser_name` and `browser_version` beside its other fields, as the documentation says: they count as if they stood in `custom`. The official package drops them.',
    shownBy: 'deliberate-differences.test.ts',
  },
  {
    id: 'endless-exposures-are-cut',
    reason:
      'An exposure lists ten thousand consulted gates at most; the answer stays the same. Gates that ask for each other twice over twenty levels would be listed a million times, which the official core does.',
    shownBy: 'deliberate-differences.test.ts',
  },
  {
    id: 'mapped-addresses-have-a-country',
    reason:
      'An IPv4 address in the form of IPv6, such as `::ffff:8.8.8.8`, has the country of the IPv4 address: it is what Node gives on sockets that listen to both. In the official core it has none.',
    shownBy: 'countries.test.ts',
  },
  {
    id: 'impossible-addresses-have-no-country',
    reason:
      'A text such as `256.0.0.0`, which lies beyond the last IPv4 address, has no country. The official core aborts the whole process when a user sends one.',
    shownBy: 'countries.test.ts',
  },
  {
    id: 'unrunnable-patterns-never-match',
    reason:
      'A `str_matches` condition whose pattern has look-ahead, back-references, atomic or conditional groups or possessive quantifiers is never met. Such patterns can take time without end, so they are not run; the official core runs them for so many steps.',
    shownBy: 'patterns.test.ts',
  },
  {
    id: 'no-limit-of-steps',
    reason:
      'Every other pattern is searched to the end, in time that grows with the text and with the size of the pattern, its counted repetitions written out (`x{1,999}` counts 999 times). The official core gives up after so many steps where a pattern has look-behind, and takes the text for one that does not match.',
    shownBy: 'patterns.test.ts',
  },
  {
    id: 'group-repeated-zero-times-is-harmless',
    reason:
      'A pattern with a group that is repeated zero times, such as `(b){0}`, is one like any other. The official core may abort the whole process when it meets one.',
    shownBy: 'patterns.test.ts',
  },
  {
    id: 'newest-characters-are-known',
    reason:
      'In patterns, `\\d`, `\\w` and the like know the characters of the Unicode version of the running Node. The official core knows those of the version that it was built with.',
    shownBy: 'patterns.test.ts',
  },
  {
    id: 'second-shared-client-is-the-first',
    reason:
      'A second `Statsig.newShared()` with the same key returns the client that there is, and one after its shutdown makes a new one. The official package returns a client that is shut down each time, so that whoever uses the result serves defaults. With another key ours does so as well.',
    shownBy: 'shared-client.test.ts',
  },
  {
    id: 'short-intervals-are-kept',
    reason:
      'An interval below 1,000 ms, such as `specsSyncIntervalMs: 100`, is used as it is, with a warning. The official core takes its default of ten seconds without a word.',
    shownBy: 'options.test.ts',
  },
  {
    id: 'negative-time-limits-count-as-unset',
    reason:
      'With a negative `initTimeoutMs` the default of three seconds is used, with a warning. In the official core `initialize()` then waits without limit.',
    shownBy: 'options.test.ts',
  },
  {
    id: 'faulty-id-lists-spare-the-others',
    reason:
      'When the file of an ID list cannot be had, or what the overview says of it is malformed, the other lists are refreshed all the same. The official core gives up all of them, for as long as one is faulty.',
    shownBy: 'id-lists.test.ts',
  },
  {
    id: 'id-lists-are-what-their-files-say',
    reason:
      'The members of an ID list are those that its latest file names, also when a server ignores ranges or has no more than is held, when a download ends in the middle of a line, when a file is begun anew under the same id, and when an older one is offered for a while. The official core then misses members from there on, or mixes those of two files.',
    shownBy: 'id-lists.test.ts',
  },
  {
    id: 'id-list-files-begin-with-a-sign',
    reason:
      'What is sent in place of an ID list file and does not begin with `+` or `-` is refused, and the members held before stay. The official core passes over the lines that it does not know, so that a login page empties the list.',
    shownBy: 'id-lists.test.ts',
  },
  {
    id: 'key-stays-with-its-hosts',
    reason:
      'The SDK key is sent to the hosts of the options and to Statsig, and to no other: not to the host of a redirect, and not to the place of an ID list. The official core sends it to any host that an answer leads it to.',
    shownBy: 'network.test.ts',
  },
  {
    id: 'socks-proxies-are-used',
    reason:
      "With `proxyProtocol: 'socks5'` requests go through the proxy, which also looks up the names of hosts. The official core goes around such a proxy without a word.",
    shownBy: 'network.test.ts',
  },
  {
    id: 'own-machine-needs-no-proxy',
    reason:
      'Proxies of the environment (`HTTP_PROXY` and the like) are not used for `localhost` and the other addresses of the own machine, so that an emulator is found without `NO_PROXY`. The official core asks the proxy for them.',
    shownBy: 'network.test.ts',
  },
  {
    id: 'kept-values-are-objects',
    reason:
      'What is kept of an experiment or layer has an object as `json_value`, an empty one where the group has a boolean or null in place of values. The official core keeps those as they are. Both read all of them as no values.',
    shownBy: 'sticky.test.ts',
    explains: ({ api, ours, theirs }) =>
      api === 'kept decision' &&
      isRecord(theirs) &&
      !isRecord(theirs['json_value']) &&
      JSON.stringify(memberAt(ours, ['json_value'])) === '{}' &&
      areEqualBut(['json_value'], ours, theirs),
  },
  {
    id: 'gates-keep-no-decisions',
    reason:
      'Decisions are kept under the names of experiments and layers. The official core keeps that of a contextual autotune with a targeting gate, and that of an experiment that asks for a gate which a config mapping redirects, under the name of the gate, where all that ask for it find it and take it for theirs.',
    shownBy: 'sticky.test.ts',
    // Gates are named so in generated projects, and nothing else is.
    explains: ({ api, name, ours }) =>
      api === 'kept decision' && ours === undefined && /gate|^holdout_|^segment:/.test(name),
  },
  {
    id: 'unsupported-decisions-are-not-kept',
    reason:
      'An answer is not kept when a rule holds a condition type or an operator that this version does not know. The official core keeps it where an earlier rule has put the user into a group.',
    shownBy: 'sticky.test.ts',
    explains: ({ api, ours, theirs, theirReason }) =>
      api === 'kept decision' && ours === undefined && isRecord(theirs) && theirReason === ':Unsupported',
  },
  {
    id: 'storage-is-told-what-is-new',
    reason:
      'The `persistentStorage` is not told to forget what this process has forgotten or not found there within the last minute, nor to keep the same again; of several changes of one decision that wait for it, the last alone is written. The official core tells it everything with every call, in no certain order.',
    shownBy: 'sticky.test.ts',
  },
  {
    id: 'odd-kept-decisions-are-tidied',
    reason:
      'A kept decision whose `time` is negative counts as one of an unknown time, and any `gateValue` other than `true` as `false`. The official core takes such a time for one in the far future, and passes any text on.',
    shownBy: 'sticky.test.ts',
  },
  {
    id: 'null-in-place-of-kept-decisions',
    reason:
      '`userPersistedValues: null` counts as not given, as storages may have nothing to give for a user. The official package then answers with an empty experiment that has no reason.',
    shownBy: 'sticky.test.ts',
  },
  {
    id: 'first-answer-needs-specs',
    reason:
      'When the first answer is `has_updates: false`, from the service or from the data store, the next place is asked, and without one `initialize()` resolves with `isSuccess: false` and the error of `specs_missing`. The official core takes it for a success, and serves with nothing.',
    shownBy: 'start.test.ts',
  },
  {
    id: 'hanging-stores-leave-time',
    reason:
      'A data store that does not answer is given up after a part of `initTimeoutMs`, and the network is asked. The official core waits for it until the start has failed.',
    shownBy: 'start.test.ts',
  },
  {
    id: 'late-starts-have-no-values',
    reason:
      'After a start that took too long, evaluations say `NoValues`, as after any other failed start, until specs arrive. In the official core they say `Loading:Unrecognized`.',
    shownBy: 'start.test.ts',
  },
  {
    id: 'initialized-once',
    reason:
      '`initialize()` starts the client once; later calls get the same promise. The official core asks for everything again with each call.',
    shownBy: 'start.test.ts',
  },
  {
    id: 'throwing-stores-are-survived',
    reason:
      'A method of the data store that throws, instead of returning a promise that is rejected, is a failed call like any other. It ends the process of the official SDK.',
    shownBy: 'start.test.ts',
  },
  {
    id: 'data-stores-get-ready',
    reason:
      'The promise that `initialize()` of a data store returns is waited for before it is read, and that of `shutdown()` at the end. The official core goes on at once, so that a store that has to connect first counts as failed.',
    shownBy: 'start.test.ts',
  },
  {
    id: 'data-stores-may-hand-out-bytes',
    reason:
      '`getBytes` of a data store may resolve with a `Uint8Array` or `Buffer`, as its type says. The official core takes that for an empty store; it wants a plain array of numbers, which is taken here as well.',
    shownBy: 'start.test.ts',
  },
  {
    id: 'specs-are-written-when-new',
    reason:
      'Specs from the network are written to the data store unless it holds the same or newer ones. The official core writes them each time they are sent, and over newer ones.',
    shownBy: 'start.test.ts',
  },
  {
    id: 'data-stores-are-asked-at-each-look',
    reason:
      'A data store is asked before each look for newer specs whether it is to be polled, and may have a look made at once (`subscribe`). The official core asks once, when it begins.',
    shownBy: 'start.test.ts',
  },
  {
    id: 'polls-give-way',
    reason:
      'Polls wait as long as `Retry-After` asks, vary by a tenth so that many processes do not ask at once, and become rarer from the sixth failure in a row on, down to one a minute. The official core goes on as before.',
    shownBy: 'start.test.ts',
  },
  {
    id: 'log-lines-leave-standard-output-alone',
    reason:
      'Without `outputLoggerProvider`, log lines go to standard error. The official core writes them to standard output, where they get into what a program prints.',
    shownBy: 'monitoring.test.ts',
  },
  {
    id: 'loggers-are-ended-last',
    reason:
      'The `shutdown` of an `outputLoggerProvider` is called after the last line and awaited. The official core calls it first and goes on writing to it, also about events that could not be delivered.',
    shownBy: 'monitoring.test.ts',
  },
  {
    id: 'metrics-errors-name-their-part',
    reason:
      '`error` of an `observabilityClient` gets the name of the part and a message without secrets. The official core calls it with `null` and an array, in which the whole SDK key stands.',
    shownBy: 'monitoring.test.ts',
  },
  {
    id: 'processes-end-by-themselves',
    reason:
      'A process ends when its own work is done, with any option set, and also without `shutdown()`. The official core keeps a process alive that has a data store or an `outputLoggerProvider`, even after its shutdown.',
    shownBy: 'monitoring.test.ts',
  },
  {
    id: 'events-are-kept-until-taken',
    reason:
      'A batch of events is sent again until the service takes it, or for a day; it is not given up after a number of attempts, nor after status 429, and after status 413 it is sent in two. The official core drops it at once with these statuses, and otherwise after six attempts.',
    shownBy: 'event-losses.test.ts',
  },
  {
    id: 'flushes-tell-the-truth',
    reason:
      '`flushEvents()` is a success only when every event was delivered, and tells how many were delivered, are pending or were dropped; so does `shutdown()`. A flush of the official core is always a success.',
    shownBy: 'event-losses.test.ts',
  },
  {
    id: 'waiting-events-outlive-the-program',
    reason:
      'When a process is about to end because nothing is left to do, events that wait are sent first, for at most three seconds. The official core loses them.',
    shownBy: 'event-losses.test.ts',
  },
  {
    id: 'odd-values-lose-no-event',
    reason:
      'An event whose value or metadata hold something that JSON cannot (NaN, a function, a bigint) is logged without it, with a warning. The official core logs no such event, and prints an error.',
    shownBy: 'event-forms.test.ts',
  },
  {
    id: 'events-have-names',
    reason:
      'An event whose name is empty is not logged, and a warning says so. The official core logs it with an empty name, from which no metric can be made.',
    shownBy: 'event-forms.test.ts',
  },
  {
    id: 'captured-errors-keep-their-stacks',
    reason:
      'With `consoleCaptureOptions`, errors are sent with their stacks and `console.trace` as one line; each client gives the console back by itself, and lines of its logger are not captured. The official core sends `{}` for an error and two lines for a trace, and one client ends the capture of all.',
    shownBy: 'event-forms.test.ts',
  },
  {
    id: 'captured-lines-have-the-environment',
    reason:
      'Captured lines of the console have the environment that the specs name as the default, like all other events. The official core makes their user before it has specs, and leaves that environment out.',
    shownBy: 'event-forms.test.ts',
    explains: ({ api, ours, theirs }) =>
      api === 'custom event' &&
      memberAt(ours, ['eventName']) === 'statsig::log_line' &&
      isRecord(memberAt(ours, ENVIRONMENT)) &&
      memberAt(theirs, ['user']) !== undefined &&
      memberAt(theirs, ENVIRONMENT) === undefined &&
      canonicalJson(withMember(ours, ENVIRONMENT, null)) === canonicalJson(withMember(theirs, ENVIRONMENT, null)),
  },
  {
    id: 'diagnostics-hold-no-key',
    reason:
      'Events that tell the service how starts and syncs go hold addresses without the SDK key and without queries, and `success` of a start says whether there are specs. The official core tells the whole key, and success also without specs.',
    shownBy: 'event-forms.test.ts',
  },
  {
    id: 'failures-are-not-posted',
    reason:
      "Failures of the SDK itself are in the log, and in the metric `sdk_exceptions_count`. The official core posts them to an address of Statsig's that no option changes, with the SDK key and the options.",
    shownBy: 'event-forms.test.ts',
  },
  {
    id: 'responses-tell-own-groups',
    reason:
      'In a client initialize response, group name and state of an experiment or layer are its own. In the official core a gate that a condition asks for can leave its group name and its state behind, at random, so that a browser reports another group than the user is in.',
    shownBy: 'deliberate-responses.test.ts',
  },
  {
    id: 'redirected-gates-change-nothing-else',
    reason:
      'In a client initialize response, an experiment or layer that asks for a gate which is redirected to another keeps its ID type, its explicit parameters and the list of its own exposures. In the official core it may have the ID type of a gate and no explicit parameters, at random.',
    shownBy: 'deliberate-responses.test.ts',
  },
  {
    id: 'missing-gates-are-no-exposures',
    reason:
      'In a client initialize response, a gate that does not exist is no exposure. In the official core it is one when another gate was asked for before it, with the rule ID of that gate.',
    shownBy: 'deliberate-responses.test.ts',
  },
  {
    id: 'values-in-responses-are-objects',
    reason:
      'In a client initialize response, the value of a config, an experiment or a layer is an object, an empty one where the project holds a boolean or null. The official core passes those on.',
    shownBy: 'deliberate-responses.test.ts',
  },
  {
    id: 'unsupported-is-closed-in-responses',
    reason:
      'In a client initialize response, a gate is `false` and a config empty when a rule holds a condition type or an operator that this version does not know, as in checks. In the official core the gate has the result of the condition before the unknown one, and the value of a config is null.',
    shownBy: 'deliberate-responses.test.ts',
  },
  {
    id: 'responses-know-groups-of-users',
    reason:
      'In a client initialize response, conditions on the group that a user has in an experiment are met as in checks. In the official core no response knows groups, so that a browser has another answer than the server.',
    shownBy: 'deliberate-responses.test.ts',
  },
  {
    id: 'responses-hash-as-browsers-do',
    reason:
      'With `djb2`, a name with characters beyond the basic plane of Unicode, such as an emoji, has the hash that browsers look for. In the official core it has another, so that browsers do not know the name.',
    shownBy: 'deliberate-responses.test.ts',
  },
  {
    id: 'autotune-exposures-are-hashed',
    reason:
      'In a client initialize response of format 2, the targeting gate of a contextual autotune is hashed like every other name. In the official core it stands there as it is.',
    shownBy: 'deliberate-responses.test.ts',
  },
  {
    id: 'layers-list-all-their-exposures',
    reason:
      'In a client initialize response, a layer that no experiment decided for lists all its exposures as its own, whatever gates it asked for. In the official core it lists none after a gate that has a local override or does not exist, unless another entity has asked for the gate before.',
    shownBy: 'deliberate-responses.test.ts',
  },
  {
    id: 'endless-gates-spare-the-response',
    reason:
      'In a client initialize response, gates that refer to each other in a circle are `false`, and the rest is as ever. The response of the official core is empty as a whole then.',
    shownBy: 'deliberate-responses.test.ts',
  },
  {
    id: 'session-recording-goes-by-the-project',
    reason:
      'Triggers of session recordings that stand for all gates or all experiments keep the names that browsers look for, and a targeting gate that does not exist lets nobody in. The official core hashes those names, and takes the answer of whatever it evaluated last for that of the gate, also of one that exists when it could not evaluate the former.',
    shownBy: 'deliberate-responses.test.ts',
  },
  {
    id: 'response-checksums-are-own',
    reason:
      'The `full_checksum` of a client initialize response covers all that a browser gets but what is drawn at random. That of the official core leaves out a part, such as ID types and values of parameter stores, and is another number.',
    shownBy: 'deliberate-responses.test.ts',
  },
  {
    id: 'odd-requests-are-answered',
    reason:
      '`getClientInitializeResponse` always returns a text: for a plain object as the user, for wrong options, which are reported and left out, and for a filter that is no list of names, which lets nothing pass. The official package returns null.',
    shownBy: 'deliberate-responses.test.ts',
  },
];

function areEqualBut(members: readonly string[], left: unknown, right: unknown): boolean {
  const strip = (value: unknown): unknown =>
    members.reduce(
      (rest, member) => (memberAt(rest, [member]) === undefined ? rest : withMember(rest, [member], null)),
      value,
    );
  return JSON.stringify(strip(left)) === JSON.stringify(strip(right));
}

/** Whether two values are equal except for one member, which has the given value in each. */
function differOnlyIn(
  { ours, theirs }: Pick<Difference, 'ours' | 'theirs'>,
  path: readonly string[],
  ourMember: unknown,
  theirMember: unknown,
): boolean {
  if (memberAt(ours, path) !== ourMember || memberAt(theirs, path) !== theirMember) return false;
  return JSON.stringify(withMember(ours, path, null)) === JSON.stringify(withMember(theirs, path, null));
}

function memberAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, key) => (isRecord(inner) ? inner[key] : undefined), value);
}

function withMember(value: unknown, [key, ...rest]: readonly string[], member: unknown): unknown {
  if (key === undefined || !isRecord(value)) return member;
  return { ...value, [key]: withMember(value[key], rest, member) };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
