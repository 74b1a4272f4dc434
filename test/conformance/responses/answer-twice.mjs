/**
 * Asks for a response and, on demand, once more with the checksum that it came with. Plain JavaScript, because the process of
 * the official core loads it without a compiler.
 */
export function answerTwice(ask, isRepeated) {
  if (!isRepeated) return { text: ask({}) };
  const text = ask({ previousResponseHash: '' });
  return { text, repeated: ask({ previousResponseHash: JSON.parse(text).full_checksum }) };
}
