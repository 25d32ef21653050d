import { Select } from 'antd';
import { ROLE_WORDS } from '../../domain/ticket/words.js';
import { api, ask } from '../api/client.js';
import type { Me } from '../api/me.js';
import { useReference } from '../api/reference.js';
import { useWords } from '../words/i18n.js';

/** In which of their positions a person works. Another one is another desk, so the page is loaded anew. */
export function PositionSwitch({ me }: { me: Me }) {
  const { t, say, language } = useWords();
  const { unitName } = useReference(!me.session?.secondFactorMissing);
  const positions = (me.person?.positions ?? []).filter(({ from }) => Date.parse(from) <= Date.now());
  const nameOf = ({ role, unit }: { role: Me['role']; unit: string | null }): string =>
    [say(ROLE_WORDS[role]), ...(unit === null || unit === 'hotline' ? [] : [unitName(unit, language)])].join(' · ');
  if (positions.length < 2) return <span className="position">{nameOf(me)}</span>;
  const change = async (position: string): Promise<void> => {
    await ask(api.POST('/api/v1/me/position', { body: { position } }));
    location.assign('/console/');
  };
  return (
    <Select
      aria-label={t('bar.position')}
      className="position"
      variant="borderless"
      popupMatchSelectWidth={false}
      value={me.session?.position}
      options={positions.map((one) => ({ value: one.id, label: nameOf(one) }))}
      onChange={(position: string) => void change(position)}
    />
  );
}
