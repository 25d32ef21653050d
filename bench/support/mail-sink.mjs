import { SMTPServer } from 'smtp-server';

/**
 * A mail server on the loopback that keeps what it is given. `delayMs`: how long it thinks about each letter; `refuse`:
 * tells whom it does not know.
 */
export async function startMailSink({ port = 0, delayMs = 0, refuse = () => false } = {}) {
  const mails = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    logger: false,
    onRcptTo({ address }, _session, done) {
      done(refuse(address) ? Object.assign(new Error('No such mailbox'), { responseCode: 550 }) : null);
    },
    onData(stream, session, done) {
      const chunks = [];
      stream.on('data', (chunk) => chunks.push(chunk));
      stream.on('end', () => {
        const mail = readMail(Buffer.concat(chunks).toString('latin1'), session.envelope.rcptTo);
        setTimeout(() => {
          mails.push(mail);
          done();
        }, delayMs);
      });
    },
  });
  // A client that is killed breaks off in the middle, which is what is looked at.
  server.on('error', () => undefined);
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const listening = server.server.address().port;
  return {
    mails,
    port: listening,
    url: `smtp://127.0.0.1:${listening}`,
    stop: () => new Promise((resolve) => server.close(resolve)),
  };
}

function readMail(raw, recipients) {
  const cut = raw.indexOf('\r\n\r\n');
  const headers = new Map(
    raw
      .slice(0, cut)
      .replaceAll(/\r\n[ \t]+/g, ' ')
      .split('\r\n')
      .map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
  );
  return {
    to: recipients.map(({ address }) => address).join(),
    messageId: headers.get('message-id') ?? '',
    notices: (headers.get('x-huiying-notices') ?? '').split(' ').filter((id) => id !== ''),
    text: decoded(raw.slice(cut + 4), headers.get('content-transfer-encoding') ?? ''),
  };
}

function decoded(body, encoding) {
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString('utf8');
  if (encoding !== 'quoted-printable') return Buffer.from(body, 'latin1').toString('utf8');
  const bytes = body
    .replaceAll('=\r\n', '')
    .replaceAll(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
