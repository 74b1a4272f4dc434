/** Behind one of these, a slash begins a regular expression; behind anything else it divides. */
const beforeRegExp = /(?:^|[(,=:[!&|?{};+\-*%~^<>]|\breturn|\btypeof|\bcase|=>)\s*$/;

/**
 * A TypeScript source without what only looks like code: comments, the texts of templates and regular expressions are
 * left out. Quoted strings stay, and so do line breaks.
 */
export function plainCode(source: string): string {
  let plain = '';
  let index = 0;
  // For each template that we are inside of: how many braces its present `${` has open.
  const braces: number[] = [];
  /** Moves behind `end`, keeping the line breaks passed over. */
  const skipTo = (end: number): void => {
    plain += source.slice(index, end).replaceAll(/[^\n]/g, '');
    index = end;
  };
  const skipTemplateText = (): void => {
    const text = /(?:\\[\s\S]|\$(?!\{)|[^\\`$])*/y;
    text.lastIndex = index;
    skipTo(index + (text.exec(source)?.[0].length ?? 0));
    if (source[index] === '$') {
      braces.push(0);
      index += 2;
    } else {
      index += 1;
    }
  };

  while (index < source.length) {
    const rest = source.slice(index, index + 2);
    const character = rest[0] ?? '';
    const literal = /'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"/y;
    literal.lastIndex = index;
    const expression = /\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\[\n])+\/[a-z]*/y;
    expression.lastIndex = index;
    if (rest === '//') {
      const end = source.indexOf('\n', index);
      skipTo(end < 0 ? source.length : end);
    } else if (rest === '/*') {
      const end = source.indexOf('*/', index + 2);
      skipTo(end < 0 ? source.length : end + 2);
    } else if (character === '`') {
      index += 1;
      skipTemplateText();
    } else if (character === "'" || character === '"') {
      const text = literal.exec(source)?.[0] ?? character;
      plain += text;
      index += text.length;
    } else if (character === '/' && beforeRegExp.test(plain.slice(-40)) && expression.test(source)) {
      skipTo(expression.lastIndex);
      // Something must stand for the expression, or a slash after it would seem to begin another.
      plain += '0';
    } else {
      const open = braces.at(-1);
      if (open === 0 && character === '}') {
        braces.pop();
        index += 1;
        plain += '0';
        skipTemplateText();
        continue;
      }
      if (open !== undefined && character === '{') braces[braces.length - 1] = open + 1;
      if (open !== undefined && character === '}') braces[braces.length - 1] = open - 1;
      plain += character;
      index += 1;
    }
  }
  return plain;
}
