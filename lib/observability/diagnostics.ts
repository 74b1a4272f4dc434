/** What is timed: the whole start, the download of specs, that of the overview of ID lists, and that of one list's file. */
export type DiagnosticKey = 'overall' | 'download_config_specs' | 'get_id_list_sources' | 'get_id_list';

/** A moment, in the service's words (runtime §6.8). Texts in it hold no key and no credentials. */
export interface DiagnosticMark {
  readonly key: DiagnosticKey;
  readonly action: 'start' | 'end';
  readonly step?: 'network_request' | 'process';
  readonly success?: boolean;
  /** Where a request goes, in the form that may be shown. */
  readonly url?: string;
  readonly statusCode?: number;
  readonly contentType?: string;
  readonly sdkRegion?: string;
  readonly error?: { readonly name: string; readonly message: string; readonly code: string };
  readonly idListCount?: number;
  readonly configSpecReady?: boolean;
  readonly source?: string;
}

/** One look for specs, or at all ID lists. */
export type DiagnosticRound = 'dcs' | 'get_id_list';

/** Where the parts of the SDK note what they do when, for the service. No method throws. */
export interface Diagnostics {
  mark(mark: DiagnosticMark): void;
  /** A look begins; what is left of an earlier one is forgotten. */
  beginRound(round: DiagnosticRound): void;
  /** The look is over: what was noted of it may be told. */
  endRound(round: DiagnosticRound): void;
}

/** Notes nothing: what is used with `disableDiagnostics`. */
export const silentDiagnostics: Diagnostics = {
  mark: () => undefined,
  beginRound: () => undefined,
  endRound: () => undefined,
};
