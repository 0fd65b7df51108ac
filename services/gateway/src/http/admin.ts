/** GET /admin/backends: every replica as it is now. POST /admin/backends/{replica}/drain and /undrain take one out and back. */
import { RectoError } from '@recto/contracts';
import { methodNotAllowed } from '@recto/service-kit';
import express, { type Router } from 'express';
import type { Fleet } from '../routing/fleet.ts';
import type { Pool } from '../routing/pool.ts';
import type { Replica } from '../routing/replica.ts';

export function adminRoutes(fleet: Fleet, now: () => number): Router {
  const router = express.Router();
  router
    .route('/backends')
    .get((_req, res) => {
      res.json({ pools: fleet.pools.map((pool) => describePool(pool, now())) });
    })
    .all(methodNotAllowed('GET'));
  for (const drained of [true, false]) {
    router
      .route(`/backends/:replica/${drained ? 'drain' : 'undrain'}`)
      .post((req, res) => {
        const replica = fleet.replica(String(req.params.replica));
        if (replica === null) throw new RectoError('replica.not_found');
        fleet.drain(replica, drained);
        res.json(describeReplica(replica, now()));
      })
      .all(methodNotAllowed('POST'));
  }
  return router;
}

const describePool = (pool: Pool, now: number) => ({
  model: pool.name,
  serving: pool.serving,
  waiting: { interactive: pool.waiting('interactive'), batch: pool.waiting('batch') },
  replicas: pool.replicas.map((replica) => describeReplica(replica, now)),
});

/** No address: who may drain replicas need not know where they are. */
const describeReplica = (replica: Replica, now: number) => ({
  id: replica.id,
  backend: replica.backend.name,
  health: replica.health,
  serving: replica.serving(now),
  draining: replica.draining,
  resting: replica.resting(now),
  breaker: replica.breakerState(now),
  running: replica.outstanding,
  places: replica.places,
  weight: replica.weight,
  foreignLoad: Math.round(replica.load.correction(now) * 100) / 100,
});
