export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return;
  const { registerStatsig } = await import('statsig-nodekit/next');
  const { STATSIG_SPECS_URL: specsUrl, STATSIG_LOG_EVENT_URL: logEventUrl } = process.env;
  await registerStatsig({
    options: { specsUrl, logEventUrl },
    user: ({ cookies }) => ({ userID: cookies.get('user')?.value }),
  });
}
