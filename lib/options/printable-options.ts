import { mask, maskUrl } from './mask-url.js';
import type { ResolvedOptions } from './resolved-options.js';

/** Options whose values are too large to print, or objects of the application's own that may hold secrets. */
type Unprintable =
  | 'bootstrapSpecs'
  | 'consoleCaptureOptions'
  | 'dataStore'
  | 'eventSinks'
  | 'persistentStorage'
  | 'observabilityClient'
  | 'outputLoggerProvider';

/**
 * The options in force in a form that may be logged: without specs, without the application's own objects, and with `*****`
 * in the place of credentials and queries of URLs and of `proxyAuth`.
 */
export type PrintableOptions = Omit<ResolvedOptions, Unprintable>;

/**
 * Makes the printable form of options, frozen.
 *
 * @param redact takes out of a text what else is secret, such as the SDK key in a URL
 */
export function printableOptions(options: ResolvedOptions, redact: (text: string) => string): PrintableOptions {
  const {
    bootstrapSpecs: _specs,
    consoleCaptureOptions: _capture,
    dataStore: _store,
    eventSinks: _sinks,
    persistentStorage: _storage,
    observabilityClient: _metrics,
    outputLoggerProvider: _logger,
    ...printable
  } = options;
  const clean = (url: string): string => redact(maskUrl(url));
  const cleanText = (text: string | undefined): string | undefined => (text === undefined ? undefined : redact(text));
  const { proxyConfig, specAdaptersConfig } = options;
  return Object.freeze({
    ...printable,
    environment: cleanText(options.environment),
    serviceName: cleanText(options.serviceName),
    specsFile: cleanText(options.specsFile),
    specsCacheDirectory: cleanText(options.specsCacheDirectory),
    specsUrl: clean(options.specsUrl),
    logEventUrl: clean(options.logEventUrl),
    idListsUrl: options.idListsUrl === undefined ? undefined : clean(options.idListsUrl),
    downloadIdListFileApi:
      options.downloadIdListFileApi === undefined ? undefined : clean(options.downloadIdListFileApi),
    proxyConfig:
      proxyConfig?.proxyAuth === undefined ? proxyConfig : Object.freeze({ ...proxyConfig, proxyAuth: mask }),
    specAdaptersConfig:
      specAdaptersConfig &&
      Object.freeze(
        specAdaptersConfig.map(({ specsUrl, ...entry }) =>
          Object.freeze(specsUrl === undefined ? entry : { ...entry, specsUrl: clean(specsUrl) }),
        ),
      ),
  });
}
