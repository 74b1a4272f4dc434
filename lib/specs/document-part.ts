/**
 * One part of a document, in the document's order. A field whose value is an object comes as its beginning and then entry by
 * entry, so that whoever reads the document can pause in between; any other field comes as a whole.
 */
export type DocumentPart =
  | { readonly kind: 'field'; readonly field: string; readonly value: unknown }
  | { readonly kind: 'object'; readonly field: string }
  | {
      readonly kind: 'entry';
      readonly name: string;
      /** How the value is written; undefined when the document is no text. */
      readonly text: string | undefined;
      /** Builds the value. Called also for entries that nobody reads: it is what finds out that they are not JSON. */
      readonly value: () => unknown;
    };

/** A field whose value is looked at as a whole, whatever it is. */
export const uncutField = 'app_id';
