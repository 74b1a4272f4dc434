import { type DocumentPart, uncutField } from './document-part.js';
import { JsonCursor } from './json-cursor.js';
import { asObject } from './wire-reader.js';

/**
 * The parts of a document that is JSON text, each cut out when it is asked for. What they say is what `JSON.parse` of the whole
 * text would give, a key that comes twice included: it comes twice here too, and the last one holds.
 *
 * @throws JsonBreak where the text is not JSON; InvalidSpecsError when it is, but no object.
 */
export function* cutText(text: string): Generator<DocumentPart, void> {
  const cursor = new JsonCursor(text);
  if (!cursor.isAtObject()) {
    const other = cursor.takeValue().value();
    cursor.expectEnd();
    asObject(other, '');
    return;
  }
  for (const field of cursor.members()) {
    if (field === uncutField || !cursor.isAtObject()) {
      yield { kind: 'field', field, value: cursor.takeValue().value() };
      continue;
    }
    yield { kind: 'object', field };
    for (const name of cursor.members()) yield { kind: 'entry', name, entry: cursor.takeValue() };
  }
  cursor.expectEnd();
}
