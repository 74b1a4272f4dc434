const meaningful = /[<>&\u2028\u2029\p{Surrogate}]/gu;

/**
 * JSON text that may stand in a `<script>` of any kind. It parses to the same value: what has a meaning in HTML, and the two
 * characters that older JavaScript takes for ends of lines, are written as `\u…`, and JSON has them in its strings alone.
 * Half surrogate pairs are, too, which no page could be sent with.
 *
 * Source: https://html.spec.whatwg.org/multipage/scripting.html#restrictions-for-contents-of-script-elements
 *
 * @param json the text of a JSON value, of `JSON.stringify` for example
 */
export function escapeJson(json: string): string {
  return json.replace(meaningful, (character) => {
    const code = character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
    return `\\u${code}`;
  });
}
