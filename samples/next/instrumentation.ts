import type { StatsigOptions } from 'statsig-nodekit';

/** Next calls it once when a server starts. The keys are read from STATSIG_SERVER_KEY and STATSIG_CLIENT_KEY. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return;
  const { registerStatsig } = await import('statsig-nodekit/next');
  const { STATSIG_SPECS_URL: specsUrl, STATSIG_LOG_EVENT_URL: logEventUrl } = process.env;
  const options: StatsigOptions = { specsUrl, logEventUrl };
  await registerStatsig({
    options,
    // For the App Router. A real application would look up its session; this one believes a cookie.
    user: ({ cookies }) => ({
      userID: cookies.get('user')?.value,
      privateAttributes: { income: 'income-of-the-visitor' },
    }),
    // Browsers ask this application, and not the service: see `app/app-state`.
    clientBase: '/app-state',
  });
}

/** Next calls it with errors of requests: pages that could not be rendered expose nothing. */
export async function onRequestError(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return;
  const { dropExposures } = await import('statsig-nodekit/next');
  await dropExposures();
}
