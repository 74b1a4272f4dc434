/**
 * The shop on its own, against the real service:
 *
 *     npm run build -- --samples && STATSIG_SERVER_KEY=secret-… PORT=3000 node dist/samples/nestjs/main.js
 */
import { startShop } from './start-shop.js';

const { url } = await startShop({ port: Number(process.env['PORT'] ?? 3000), shutdownHooks: true });
console.log(`The shop is open at ${url}`);
