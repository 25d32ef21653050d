import { Modal, Switch } from 'antd';
import type { Me } from '../api/me.js';
import { useWords } from '../words/i18n.js';
import { keysAreOn, useKeysAreOn } from './keys.js';
import { placesFor } from './places.js';

const GO = {
  intake: 'keys.goIntake',
  callback: 'keys.goCallback',
  missed: 'keys.goMissed',
  review: 'keys.goReview',
  dispatch: 'keys.goDispatch',
  inbox: 'keys.goInbox',
  search: 'keys.goFind',
  approvals: 'keys.goApprovals',
  board: 'keys.goBoard',
  alerts: 'keys.goAlerts',
  knowledge: 'keys.goKnowledge',
  notices: 'keys.goNotices',
  admin: 'keys.goAdmin',
  records: 'keys.goRecords',
} as const;

export function KeyHelp({ me, open, onClose }: { me: Me; open: boolean; onClose: () => void }) {
  const { t } = useWords();
  const on = useKeysAreOn();
  const rows: readonly (readonly [keys: string, deed: string])[] = [
    ['?', t('keys.help')],
    ['/', t('keys.search')],
    ...placesFor(me).map(({ name, key }) => [`g ${key}`, t(GO[name])] as const),
    ['j  k', `${t('keys.down')}, ${t('keys.up')}`],
    ['x', t('keys.mark')],
    ['Enter', t('keys.open')],
    ['r', t('keys.apply')],
    ['[  ]', `${t('keys.previous')}, ${t('keys.next')}`],
    ['a', t('keys.actions')],
    ['e', t('keys.why')],
    ['p', t('keys.print')],
    ['Esc', t('keys.leave')],
    ['Ctrl + Enter', t('keys.submit')],
  ];
  return (
    <Modal open={open} title={t('keys.title')} footer={null} onCancel={onClose}>
      <p>
        <Switch checked={on} onChange={(checked) => keysAreOn.set(checked)} aria-label={t('keys.on')} /> {t('keys.on')}
      </p>
      <table className="plain">
        <tbody>
          {rows.map(([keys, deed]) => (
            <tr key={keys}>
              <th scope="row">
                <kbd>{keys}</kbd>
              </th>
              <td>{deed}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Modal>
  );
}
