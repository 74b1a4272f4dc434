/**
 * The djb2 hash that the service uses for short names: `h = h * 31 + codeUnit`, kept to 32 bits, as an unsigned decimal
 * text. Taken over UTF-16 code units, as the browser SDK takes it when it looks a name up.
 */
export function djb2(text: string): string {
  let hash = 0;
  for (let i = 0; i < text.length; i++) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) | 0;
  return String(hash >>> 0);
}
