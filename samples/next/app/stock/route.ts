import { flushAfter, getStatsig } from 'statsig-nodekit/next';

/** A route handler: what it asks is exposed by the server, and delivered when it has answered. */
export async function GET(request: Request): Promise<Response> {
  const statsig = await getStatsig({ request });
  await flushAfter();
  return Response.json({ isSale: statsig.checkGate('free_shipping'), userID: statsig.user.userID });
}
