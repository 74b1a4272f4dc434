import type { DiagnosticKey, DiagnosticMark, DiagnosticRound, Diagnostics } from './diagnostics.js';

/** The part of a client's life that is told of. */
export type DiagnosticContext = 'initialize' | 'config_sync';

/** What a {@link DiagnosticsRecorder} needs. */
export interface DiagnosticsRecorderSettings {
  readonly nowMs: () => number;
  /** A number from 0 up to 1. */
  readonly random: () => number;
  /** How many of 10 000 are told, by the names of the specs in use. */
  readonly rates: () => ReadonlyMap<string, number>;
  /** Told of what was noted, as the JSON text of an array. */
  readonly report: (context: DiagnosticContext, markers: string) => void;
}

interface Marker extends DiagnosticMark {
  /** Unit: milliseconds since the Unix epoch. */
  readonly timestamp: number;
  /** Requests alone: how many of the same kind came before, in the same look. */
  readonly attempt?: number;
}

/** Of one look; a project may have thousands of ID lists. The official SDK's bound. */
const mostMarkers = 50;

/** How many of 10 000 are told when the specs do not say (runtime §6.8). */
const defaultRates = { initialize: 10_000, dcs: 1000, get_id_list: 100 } as const;

const roundOf: Readonly<Record<Exclude<DiagnosticKey, 'overall'>, DiagnosticRound>> = {
  download_config_specs: 'dcs',
  get_id_list_sources: 'get_id_list',
  get_id_list: 'get_id_list',
};

/**
 * Collects what happens during the start, and afterwards during each look for specs and at ID lists, and tells of a sample of it.
 * During the start, what belongs to looks belongs to it.
 */
export class DiagnosticsRecorder implements Diagnostics {
  readonly #settings: DiagnosticsRecorderSettings;
  readonly #rounds = new Map<DiagnosticRound, Marker[]>();
  #start: Marker[] | undefined;

  constructor(settings: DiagnosticsRecorderSettings) {
    this.#settings = settings;
  }

  beginInitialization(): void {
    this.#start = [];
    this.mark({ key: 'overall', action: 'start' });
  }

  /** @param facts what came of it */
  endInitialization(facts: Required<Pick<DiagnosticMark, 'success' | 'configSpecReady' | 'source'>>): void {
    const markers = this.#start ?? [];
    this.#start = undefined;
    // The end is told whatever came before it.
    markers.splice(mostMarkers - 1);
    markers.push({ key: 'overall', action: 'end', timestamp: this.#settings.nowMs(), ...facts });
    this.#report('initialize', 'initialize', markers);
  }

  mark({ key, action, ...facts }: DiagnosticMark): void {
    const markers = this.#start ?? (key === 'overall' ? undefined : this.#rounds.get(roundOf[key]));
    if (markers === undefined || markers.length >= mostMarkers) return;
    const attempt = facts.step === 'network_request' ? { attempt: attemptOf(markers, { key, url: facts.url }) } : {};
    markers.push({ key, action, timestamp: this.#settings.nowMs(), ...attempt, ...facts });
  }

  beginRound(round: DiagnosticRound): void {
    this.#rounds.set(round, []);
  }

  endRound(round: DiagnosticRound): void {
    const markers = this.#rounds.get(round) ?? [];
    this.#rounds.delete(round);
    if (markers.length > 0) this.#report('config_sync', round, markers);
  }

  #report(context: DiagnosticContext, rateName: keyof typeof defaultRates, markers: readonly Marker[]): void {
    const { random, rates, report } = this.#settings;
    const rate = rates().get(rateName) ?? defaultRates[rateName];
    if (random() * 10_000 < rate) report(context, JSON.stringify(markers));
  }
}

/** Requests of the same kind that have ended already: the end of a request belongs to the same attempt as its beginning. */
function attemptOf(
  markers: readonly Marker[],
  { key, url }: { readonly key: DiagnosticKey; readonly url: string | undefined },
): number {
  return markers.filter(
    (marker) =>
      marker.key === key && marker.url === url && marker.step === 'network_request' && marker.action === 'end',
  ).length;
}
