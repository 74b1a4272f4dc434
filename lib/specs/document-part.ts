/**
 * One part of a document, in the document's order. A field whose value is an object comes as its beginning and then entry by
 * entry, so that whoever reads the document can pause in between; any other field comes as a whole.
 */
export type DocumentPart =
  | { readonly kind: 'field'; readonly field: string; readonly value: unknown }
  | { readonly kind: 'object'; readonly field: string }
  | { readonly kind: 'entry'; readonly name: string; readonly entry: DocumentEntry };

/** The value of an entry, which is built when it is asked for. */
export interface DocumentEntry {
  /** How it is written; undefined when the document is no text. */
  readonly text: string | undefined;
  /** To be called also for an entry that nobody reads: it is what finds out that the text is not JSON. */
  value(): unknown;
}

/** A field whose value is looked at as a whole, whatever it is. */
export const uncutField = 'app_id';
