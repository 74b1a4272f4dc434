import fc from 'fast-check';

/**
 * Texts of 0 to `maxLength` code units from all of Unicode: ASCII, the rest of the basic plane, whole code points beyond it,
 * and lone surrogates, which JavaScript strings may hold although no encoding has them.
 */
export function anyText({ maxLength }: { readonly maxLength: number }): fc.Arbitrary<string> {
  const ascii = fc.uint8Array({ max: 0x7f, maxLength, size: 'max' });
  const plane = fc.uint16Array({ maxLength, size: 'max' });
  const aroundSurrogates = fc.uint16Array({ min: 0xd7f0, max: 0xe00f, maxLength, size: 'max' });
  return fc.oneof(
    ascii.map(toText),
    plane.map(toText),
    fc.tuple(ascii, aroundSurrogates).map(([head, tail]) => (toText(head) + toText(tail)).slice(0, maxLength)),
  );
}

function toText(codeUnits: ArrayLike<number>): string {
  return String.fromCharCode(...Array.from(codeUnits));
}
