import type { ProbeSettings } from '../pages/probe-methods.js';

/** A whole page: the program's settings, what stands in its body, then the program. */
export function pageHtml({
  settings,
  body,
  script = '/probe.js',
  nonce,
}: {
  readonly settings: ProbeSettings;
  readonly body: string;
  readonly script?: string;
  readonly nonce?: string;
}): string {
  const nonceAttribute = nonce === undefined ? '' : ` nonce="${nonce}"`;
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Test</title>',
    `<meta name="probe" content="${escapeAttribute(JSON.stringify(settings))}"></head>`,
    `<body>${body}<script src="${script}"${nonceAttribute}></script></body></html>`,
  ].join('\n');
}

function escapeAttribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
