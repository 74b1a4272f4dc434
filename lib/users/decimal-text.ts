/** The shortest decimal digits that read back as the same number, without an exponent: `1e-7` is `0.0000001`. */
export function decimalText(value: number): string {
  if (Object.is(value, -0)) return '-0';
  const text = String(value);
  const exponentAt = text.indexOf('e');
  if (exponentAt < 0) return text;

  const sign = text.startsWith('-') ? '-' : '';
  const [whole = '', fraction = ''] = text.slice(sign.length, exponentAt).split('.');
  const digits = whole + fraction;
  const pointAt = whole.length + Number(text.slice(exponentAt + 1));
  if (pointAt <= 0) return `${sign}0.${'0'.repeat(-pointAt)}${digits}`;
  if (pointAt >= digits.length) return sign + digits.padEnd(pointAt, '0');
  return `${sign}${digits.slice(0, pointAt)}.${digits.slice(pointAt)}`;
}
