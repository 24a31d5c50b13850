/** What orchestrators ask: is the process alive, may it be sent requests. */
import { Router } from 'express';
import { allowOnly } from './allow-only.ts';

/** True when requests can be answered; false, or a sentence that says why not, when they cannot. */
export type ReadinessProbe = () => Promise<boolean | string>;

/** `GET /live` is 200 as long as the process answers; `GET /ready` is 200, or 503 with a reason. JSON both. */
export function healthRoutes(isReady: ReadinessProbe): Router {
  const router = Router();
  router
    .route('/live')
    .get((_request, response) => {
      response.json({ status: 'alive' });
    })
    .all(allowOnly('GET', 'HEAD'));
  router
    .route('/ready')
    .get(async (_request, response) => {
      const verdict = await isReady();
      if (verdict === true) response.json({ status: 'ready' });
      else response.status(503).json({ status: 'not-ready', ...(verdict ? { reason: verdict } : {}) });
    })
    .all(allowOnly('GET', 'HEAD'));
  return router;
}
