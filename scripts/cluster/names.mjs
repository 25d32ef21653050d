import { createSocket } from 'node:dgram';

const HEADER = 12;
const ANSWERED = 0x8180;
const ADDRESS = 1;

/**
 * A name server on loopback that knows one service, as the one of a compose network does: its addresses, of which each
 * answer names all, and which it names before anybody listens there.
 * @param {number} port
 */
export async function startNames(port) {
  const addresses = [];
  const socket = createSocket('udp4');
  socket.on('message', (question, { address, port: from }) => {
    const end = endOfQuestion(question);
    const known = question.readUInt16BE(end - 4) === ADDRESS ? addresses : [];
    const header = Buffer.from(question.subarray(0, HEADER));
    header.writeUInt16BE(ANSWERED, 2);
    for (const [index, count] of [1, known.length, 0, 0].entries()) header.writeUInt16BE(count, 4 + 2 * index);
    socket.send(Buffer.concat([header, question.subarray(HEADER, end), ...known.map(recordOf)]), from, address);
  });
  await new Promise((done, failed) => {
    socket.once('error', failed);
    socket.bind(port, '127.0.0.1', done);
  });
  return {
    port,
    /** One more address, until the function is called that this answers with. */
    add(address) {
      addresses.push(address);
      return () => void addresses.splice(addresses.indexOf(address), 1);
    },
    close: () => new Promise((done) => socket.close(done)),
  };
}

/** Behind the labels of the name, its type and its class. */
function endOfQuestion(message) {
  let at = HEADER;
  while (message[at] > 0) at += message[at] + 1;
  return at + 5;
}

/** The name as in the question, an address in the internet, good for no second, of four octets. */
const recordOf = (address) =>
  Buffer.from([0xc0, HEADER, 0, ADDRESS, 0, 1, 0, 0, 0, 0, 0, 4, ...address.split('.').map(Number)]);
