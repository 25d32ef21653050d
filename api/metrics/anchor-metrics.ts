import { Counter, type Registry } from 'prom-client';
import type { ChangeFault } from '../../storage/admin/change-check.js';
import type { ChainFault } from '../../storage/anchor/chain-check.js';

export interface AnchorMetrics {
  found(fault: ChainFault | ChangeFault): void;
}

export function createAnchorMetrics(registry: Registry): AnchorMetrics {
  const faults = new Counter({
    name: 'huiying_chain_faults_total',
    help: 'Findings in chains of tickets and in the trail of administrators that were held against the second place, by kind',
    labelNames: ['fault'],
    registers: [registry],
  });
  return { found: (fault) => faults.inc({ fault }) };
}
