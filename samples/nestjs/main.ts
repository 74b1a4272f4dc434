/**
 * The shop on its own, against the real service:
 *
 *     npm run build -- --samples && STATSIG_SERVER_KEY=secret-… PORT=3000 node dist/samples/nestjs/main.js
 */
import { startShop } from './start-shop.js';

const servicePort = process.env['SERVICE_PORT'];
const { url } = await startShop({
  port: Number(process.env['PORT'] ?? 3000),
  shutdownHooks: true,
  ...(servicePort === undefined ? {} : { servicePort: Number(servicePort) }),
});
console.log(`The shop is open at ${url}`);
