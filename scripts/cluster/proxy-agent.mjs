import http from 'node:http';

/** Longer than the longest of the usual balancers keeps a connection to a backend that nobody uses. */
const IDLE_MS = 75_000;
/** To each backend. */
const KEPT = 4;

/**
 * Connections to backends as a balancer keeps them: for as long as it likes itself, whatever the backend says of its
 * own patience. A backend that closes first, without having said so in its last answer, is found out.
 */
export class BalancerAgent extends http.Agent {
  constructor() {
    super({ keepAlive: true, maxSockets: 256, maxFreeSockets: KEPT, timeout: IDLE_MS });
  }

  keepSocketAlive(socket) {
    // Not the hint in `Keep-Alive: timeout=`, which no balancer reads.
    socket.setKeepAlive(true, 1_000);
    socket.unref();
    return true;
  }
}
