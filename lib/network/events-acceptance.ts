/** How the body of a success says that events were not taken; undefined when it does not. */
export function refusalIn(text: string): string | undefined {
  if (/^\s*</.test(text)) return 'is a page, perhaps of a proxy that wants a login';
  try {
    const answer: unknown = JSON.parse(text);
    const isRefusal = typeof answer === 'object' && answer !== null && 'success' in answer && answer.success === false;
    return isRefusal ? 'says success: false' : undefined;
  } catch {
    // Not JSON, so it does not say so; the status alone counts.
    return undefined;
  }
}
