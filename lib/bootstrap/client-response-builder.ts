import type { CompiledSpecs } from '../evaluation/compile-specs.js';
import type { EvaluationContext } from '../evaluation/evaluation-context.js';
import type { SpecSnapshot } from '../specs/spec-snapshot.js';
import { type StatsigUser, userDataOf } from '../users/statsig-user.js';
import type { UserData } from '../users/user-data.js';
import type { HashAlgorithm } from './client-initialize-options.js';
import { ExposureWriter } from './exposure-writer.js';
import { KeptParts } from './kept-parts.js';
import { LongEntityWriter } from './long-entity-writer.js';
import type { ResponseOptions } from './resolve-response-options.js';
import { PieceOutput, type ResponseOutput, TextOutput } from './response-output.js';
import { sessionReplayFields } from './session-replay.js';
import { ShortEntityWriter } from './short-entity-writer.js';
import { findTargetApp } from './target-app.js';
import { withDependencies } from './used-names.js';
import { evaluatedKeys, privateAttributesHash } from './user-identity.js';
import { ValueList } from './value-list.js';
import { type Selection, writeConfigs, writeGates, writeLayers, writeParamStores } from './write-entities.js';

/** What a {@link ClientResponseBuilder} needs. */
export interface ClientResponseSettings {
  /** What responses say of the SDK that made them; browsers send it along with every exposure. */
  readonly sdkInfo: { readonly sdkType: string; readonly sdkVersion: string; readonly sessionId: string };
  /** The user as events carry it. */
  readonly writeUser: (user: Readonly<UserData>) => string;
  /** A digest of a text, for `full_checksum`. */
  readonly digestOf: (text: string) => string;
}

/** The answer to a browser that has the latest values (bootstrap §5). */
const noUpdates =
  '{"feature_gates":{},"dynamic_configs":{},"layer_configs":{},"time":0,"has_updates":false,"hash_used":"","user":{},' +
  '"sdkInfo":{},"sdkParams":{},"evaluated_keys":{},"param_stores":{}}';

/**
 * Makes client initialize responses: all that a project answers one user, in the form that browser SDKs start from.
 *
 * What lives in this folder: which entities a response holds and how they are written, as functions of specs, user and options.
 * What must not: how anything is decided (that is `evaluation`), I/O, and exposures: browsers log those when a value is read.
 */
export class ClientResponseBuilder {
  readonly #settings: ClientResponseSettings;
  readonly #sdkInfo: string;
  #kept: KeptParts | undefined;

  constructor(settings: ClientResponseSettings) {
    this.#settings = settings;
    this.#sdkInfo = JSON.stringify(settings.sdkInfo);
  }

  /** The response for a user, as JSON text. */
  build(user: StatsigUser, context: EvaluationContext, options: ResponseOptions): string {
    const output = new TextOutput();
    const ending = this.#write({ user, context, options }, output);
    if (!hasChecksum(options)) return `${output.text}${ending.text}}`;
    // Without what differs from one response to the next: the instance that answers, and what is drawn at random.
    const { privateHash, isTargeted } = ending;
    const lasting = `${output.text},${privateHash},${isTargeted},${replayText(context.specs.snapshot)}`;
    const checksum = this.#settings.digestOf(lasting);
    if (checksum === options.previousResponseHash) return noUpdates;
    return `${output.text}${ending.text},"full_checksum":${JSON.stringify(checksum)}}`;
  }

  /** The same in pieces, some of them in UTF-8 already, for who wants bytes. */
  buildPieces(
    user: StatsigUser,
    context: EvaluationContext,
    options: ResponseOptions,
  ): readonly (string | Uint8Array)[] {
    // Its text is needed in any case.
    if (hasChecksum(options)) return [this.build(user, context, options)];
    const output = new PieceOutput();
    const { text } = this.#write({ user, context, options }, output);
    output.add(`${text}}`);
    return output.finish();
  }

  /** Writes what stays the same as long as specs and user do; gives the rest. */
  #write({ user, context, options }: ResponseRequest, output: ResponseOutput): ResponseEnding {
    const { snapshot } = context.specs;
    const { format, hashAlgorithm, clientSdkKey, removeIdType, flagsUsed } = options;
    const app = clientSdkKey === undefined ? undefined : findTargetApp(snapshot, clientSdkKey);
    const kept = this.#keptOf(context.specs);
    const evaluate = kept.evaluations.evaluatorFor(user, context, {
      includeLocalOverrides: options.includeLocalOverrides,
      targetApp: app === undefined || app.id === snapshot.appId ? undefined : app.id,
    });
    const fragments = kept.fragmentsFor(hashAlgorithm);
    const exposures = new ExposureWriter(fragments, format);
    const values = new ValueList(fragments);
    const long = { fragments, exposures, removeIdType, withParameterRules: format === 0 };
    const selection: Selection = {
      kept,
      options,
      used:
        flagsUsed === undefined
          ? undefined
          : withDependencies(flagsUsed, snapshot, (layer) => evaluate(kept.subject('layer', layer)).evaluation),
      app: app?.filter,
      evaluate,
      writer:
        format === 2
          ? new ShortEntityWriter({ fragments, exposures, values, removeIdType })
          : new LongEntityWriter(long),
      // The other formats refer to what the rest of the response has.
      form: format === 0 ? formOf(hashAlgorithm, removeIdType) : undefined,
    };

    output.add('{"feature_gates":{');
    writeGates(selection, output);
    output.add('},"dynamic_configs":{');
    writeConfigs(selection, output);
    output.add('},"layer_configs":{');
    writeLayers(selection, output);
    output.add('},"param_stores":{');
    writeParamStores(selection, fragments, output);
    const data = userDataOf(user);
    output.add(
      `},"time":${snapshot.time},"has_updates":true,"hash_used":"${hashAlgorithm}",` +
        `"user":${this.#settings.writeUser(data)},"evaluated_keys":${JSON.stringify(evaluatedKeys(data))}`,
    );

    const replay = sessionReplayFields(snapshot.sessionReplay, {
      hashAlgorithm,
      passesGate: (gate) => evaluate(kept.subject('gate', gate)).evaluation.value,
      random: context.random,
    });
    const privateHash = privateAttributesHash(data);
    let text = `,"sdkInfo":${this.#sdkInfo},"sdkParams":{}${membersText(replay)}`;
    if (privateHash !== undefined) text += `,"pa_hash":"${privateHash}"`;
    if (format > 0) text += `,"exposures":${exposures.listed}`;
    if (format === 2) text += `,"values":${values.listed},"response_format":"init-v2"`;
    return { text, privateHash, isTargeted: replay['passes_session_recording_targeting'] === true };
  }

  #keptOf(specs: CompiledSpecs): KeptParts {
    if (this.#kept?.specs !== specs) this.#kept = new KeptParts(specs);
    return this.#kept;
  }
}

interface ResponseRequest {
  readonly user: StatsigUser;
  readonly context: EvaluationContext;
  readonly options: ResponseOptions;
}

/** The rest of a response. */
interface ResponseEnding {
  readonly text: string;
  readonly privateHash: string | undefined;
  /** Whether the recording of sessions is targeted at the user. */
  readonly isTargeted: boolean;
}

function hasChecksum({ format, previousResponseHash }: ResponseOptions): boolean {
  return format === 0 && previousResponseHash !== undefined;
}

const algorithms: readonly HashAlgorithm[] = ['djb2', 'sha256', 'none'];

/** The forms in which outcomes are kept: names by three algorithms, with ID types or without. */
function formOf(algorithm: HashAlgorithm, isWithoutIdTypes: boolean): number {
  return 2 * algorithms.indexOf(algorithm) + (isWithoutIdTypes ? 1 : 0);
}

function membersText(fields: Readonly<Record<string, unknown>>): string {
  const text = JSON.stringify(fields).slice(1, -1);
  return text === '' ? '' : `,${text}`;
}

function replayText({ sessionReplay }: SpecSnapshot): string {
  if (sessionReplay === undefined) return '';
  const { eventTriggers, exposureTriggers, ...plain } = sessionReplay;
  return JSON.stringify([plain, [...(eventTriggers ?? [])], [...(exposureTriggers ?? [])]]);
}
