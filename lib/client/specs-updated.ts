import { sourceTags } from '../sync/source-tags.js';
import type { SpecPayload } from '../sync/spec-source.js';
import type { SpecsUpdatedData } from './sdk-events.js';

/**
 * The data of a `specs_updated` event. The official SDK writes the whole specs out for every event (runtime §14.20); here they
 * are parsed when `values` is read, which `JSON.stringify` does too.
 */
export function specsUpdatedData({ document, source, sourceApi }: SpecPayload): SpecsUpdatedData {
  let read: { readonly values: unknown } | undefined;
  return {
    ...sourceTags(source, sourceApi),
    get values() {
      return (read ??= { values: valuesOf(document) }).values;
    },
  };
}

/** The document is known to be good: it has been taken into use. */
function valuesOf(document: string | object): unknown {
  return typeof document === 'string' ? JSON.parse(document.replace(/^\uFEFF/, '')) : structuredClone(document);
}
