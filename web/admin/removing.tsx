import { Deed } from './deed.js';

/** The last card of a thing: it is removed, once it was said what comes of that. */
export function Removing({
  words,
  text,
  send,
  onDone,
}: {
  words: string;
  text: string;
  send: () => Promise<unknown>;
  onDone: () => void;
}) {
  return (
    <section className="card">
      <h2>{words}</h2>
      <p className="quiet">{text}</p>
      <Deed words={words} explains={text} danger send={send} onDone={onDone} />
    </section>
  );
}
