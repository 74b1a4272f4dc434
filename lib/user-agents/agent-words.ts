const space = 0x20;
const semicolon = 0x3b;

/** Whether a UTF-16 code unit is stripped from the ends of words: `( ) ; , + _ "`. */
function isWrapping(code: number): boolean {
  return (
    code === 0x28 ||
    code === 0x29 ||
    code === semicolon ||
    code === 0x2c ||
    code === 0x2b ||
    code === 0x5f ||
    code === 0x22
  );
}

/** The part of a text between two indexes, without the punctuation around it. */
export function trimWord(text: string, from = 0, to = text.length): string {
  let start = from;
  let end = to;
  while (start < end && isWrapping(text.charCodeAt(start))) start += 1;
  while (end > start && isWrapping(text.charCodeAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

/** The words of an agent, trimmed. Each single space and semicolon separates, so empty words occur; they count. */
export function agentWords(agent: string): string[] {
  const words: string[] = [];
  let start = 0;
  for (let index = 0; index < agent.length; index += 1) {
    const code = agent.charCodeAt(index);
    if (code !== space && code !== semicolon) continue;
    words.push(trimWord(agent, start, index));
    start = index + 1;
  }
  words.push(trimWord(agent, start));
  return words;
}

/** Whether a text begins with an ASCII digit, as versions do. */
export function startsWithDigit(text: string): boolean {
  const code = text.charCodeAt(0);
  return code >= 48 && code <= 57;
}
