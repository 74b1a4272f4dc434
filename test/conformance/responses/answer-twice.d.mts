/** Asks for a response and, when `isRepeated`, once more with the checksum that it came with. */
export function answerTwice(
  ask: (more: { readonly previousResponseHash?: string }) => string,
  isRepeated: boolean,
): { readonly text: string; readonly repeated?: string };
