export interface Names {
  readonly port: number;
  /** One more address, until the function is called that this answers with. */
  add(address: string): () => void;
  close(): Promise<void>;
}
/** A name server on loopback that knows one service, as the one of a compose network does. */
export function startNames(port: number): Promise<Names>;
