/** Characters of a value that a message shows. */
const longest = 200;

/** A value as messages show it. */
export function shortJson(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}
