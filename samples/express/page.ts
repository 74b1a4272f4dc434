/** What the page shows. */
export interface PageProps {
  readonly color: string;
  readonly userID: string;
  /** The nonce of the page's content security policy. */
  readonly nonce: string;
  /** The bootstrap, as `renderBootstrap` writes it. */
  readonly bootstrap: string;
  /** Where the browser's client asks, as `clientProxyRouter` tells. */
  readonly networkConfig: object;
}

/** The page: a button in the visitor's colour, and a browser client that starts with the server's answers. */
export function pageOf({ color, userID, nonce, bootstrap, networkConfig }: PageProps): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>The Kettle Shop</title>
<link rel="icon" href="data:,">
<style nonce="${nonce}">
  body { margin: 4rem auto; max-width: 34rem; padding: 0 1rem; font: 16px/1.6 system-ui, sans-serif; color: #1d2430; }
  button { border: 0; border-radius: 999px; padding: .8rem 1.6rem; font: inherit; font-weight: 600; color: #fff;
    background: ${safeColor(color)}; cursor: pointer; }
  p { color: #667085; }
</style>
${bootstrap}
<script src="/statsig-js-client.js"></script>
</head>
<body>
<h1>Enamel kettle, 1.5 litres</h1>
<button id="sign-up">Sign up &amp; buy</button>
<p id="who">Shopping as ${escapeHtml(userID)}</p>
<p id="decided" role="status">The browser has not decided yet.</p>
<p><a href="/?random">Be someone random</a> · <a href="/?user=ann">be ann</a> · <a href="/">be your address</a></p>
<script nonce="${nonce}">
  const { user, values, clientSdkKey } = window.statsigBootstrap ?? { user: { userID: '' }, clientSdkKey: 'client-unknown' };
  const statsig = new window.Statsig.StatsigClient(clientSdkKey, user, { networkConfig: ${scriptText(networkConfig)} });
  if (values !== undefined) statsig.dataAdapter.setData(values);
  statsig.initializeSync();

  // The exposure is logged here, where the colour is seen, and not on the server too.
  const experiment = statsig.getExperiment('button_color');
  const color = experiment.get('color', 'gray');
  document.getElementById('sign-up').style.background = color;
  document.getElementById('decided').textContent = 'button_color: ' + color + ' (' + experiment.details.reason + ')';

  document.getElementById('sign-up').addEventListener('click', async () => {
    await fetch('/signup?' + new URLSearchParams({ user: user.userID }), { method: 'POST' });
    document.getElementById('decided').textContent = 'Logged visited_signup for ' + user.userID + '.';
  });
</script>
</body>
</html>
`;
}

/** The colour if it is the name of a CSS colour or its hex form, else gray: it ends up inside a style sheet. */
function safeColor(color: string): string {
  return /^(?:[a-z]{3,30}|#[0-9a-f]{3,8})$/i.test(color) ? color : 'gray';
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** A value as JavaScript that may stand in a script. */
function scriptText(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', String.raw`\u003C`);
}
