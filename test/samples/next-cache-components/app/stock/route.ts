import { checkGate } from 'statsig-nodekit/next';

export async function GET(request: Request): Promise<Response> {
  return Response.json([await checkGate('everyone'), await checkGate('everyone', { request })]);
}
