import { Counter, type Registry } from 'prom-client';
import type { ChainFault } from '../../storage/anchor/chain-check.js';

export interface AnchorMetrics {
  found(fault: ChainFault): void;
}

export function createAnchorMetrics(registry: Registry): AnchorMetrics {
  const faults = new Counter({
    name: 'huiying_chain_faults_total',
    help: 'Findings in chains of tickets that were held against their anchors, by kind',
    labelNames: ['fault'],
    registers: [registry],
  });
  return { found: (fault) => faults.inc({ fault }) };
}
