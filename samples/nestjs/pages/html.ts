/** Text from outside, made safe to stand in HTML text and in quoted attributes. */
export function escapeHtml(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

/** The colour if it is a CSS colour name or hex form, else blue: it ends up inside a style sheet. */
export function safeColor(color: string): string {
  return /^(?:[a-z]{3,30}|#[0-9a-f]{3,8})$/i.test(color) ? color : 'blue';
}

/** The query that keeps a visitor the same person on the next page. */
export function userQuery({ userID, email }: { readonly userID: string; readonly email: string }): string {
  const query = new URLSearchParams({ user: userID });
  if (email !== '') query.set('email', email);
  return `?${query.toString()}`;
}

/** What a page is made of. `head` and `body` are HTML already. */
export interface PageParts {
  readonly color: string;
  readonly head?: string;
  readonly body: string;
}

/** A whole page of the shop. */
export function pageOf({ color, head = '', body }: PageParts): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>The Kettle Shop</title>
<link rel="icon" href="data:,">
<style>
  :root { --accent: ${safeColor(color)}; --ink: #1d2430; --soft: #667085; --line: #e6e3dc; --paper: #fffdf9; }
  * { box-sizing: border-box; }
  body { margin: 0; min-height: 100vh; background: #f5f2ec; color: var(--ink);
    font: 16px/1.55 ui-sans-serif, system-ui, -apple-system, 'Segoe UI', sans-serif; }
  main { max-width: 60rem; margin: 0 auto; padding: 3rem 1.25rem; display: grid; gap: 1.25rem; }
  header { display: flex; justify-content: space-between; align-items: baseline; gap: 1rem; flex-wrap: wrap; }
  h1 { font: 600 1.6rem/1.2 ui-serif, Georgia, serif; margin: 0; letter-spacing: -.01em; }
  h2 { font: 600 1.5rem/1.25 ui-serif, Georgia, serif; margin: 0 0 .5rem; }
  .who, .note, dt { color: var(--soft); font-size: .9rem; }
  .card { background: var(--paper); border: 1px solid var(--line); border-radius: 18px; padding: 1.75rem;
    box-shadow: 0 1px 2px rgb(29 36 48 / 4%), 0 12px 32px rgb(29 36 48 / 5%); }
  .product { display: grid; grid-template-columns: minmax(9rem, 15rem) 1fr; gap: 2rem; align-items: center; }
  .product svg { width: 100%; height: auto; }
  .price { font-size: 1.25rem; font-weight: 600; margin: .25rem 0 1.25rem; }
  .button { display: inline-block; border: 0; border-radius: 999px; padding: .8rem 1.6rem; font: inherit; font-weight: 600;
    background: var(--accent); color: #fff; text-shadow: 0 1px 2px rgb(0 0 0 / 35%); cursor: pointer; text-decoration: none;
    transition: background .4s, transform .1s; }
  .button:active { transform: translateY(1px); }
  .accent { fill: var(--accent); transition: fill .4s; }
  nav { display: flex; flex-wrap: wrap; gap: .5rem; }
  nav a { padding: .35rem .8rem; border: 1px solid var(--line); border-radius: 999px; background: var(--paper);
    color: inherit; text-decoration: none; font-size: .9rem; }
  nav a:hover { border-color: var(--soft); }
  dl { display: grid; grid-template-columns: max-content 1fr; gap: .3rem 1.25rem; margin: 0; }
  dd { margin: 0; overflow-wrap: anywhere; }
  code { font: .88em ui-monospace, SFMono-Regular, Menlo, monospace; }
  @media (max-width: 34rem) { .product { grid-template-columns: 1fr; } }
</style>
${head}
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`;
}
