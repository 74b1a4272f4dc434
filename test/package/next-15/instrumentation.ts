/** The service is one of the test. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return;
  const { registerStatsig } = await import('statsig-nodekit/next');
  const { SPECS_URL: specsUrl, LOG_EVENT_URL: logEventUrl } = process.env;
  await registerStatsig({ options: { specsUrl, logEventUrl }, user: () => ({ userID: 'ann' }) });
}
