import { ROLE_WORDS } from '../../domain/ticket/words.js';
import type { ActorRole } from '../../domain/ticket/vocabulary.js';
import type { components } from '../generated/api.js';
import { useMe } from '../api/me.js';
import { useReference } from '../api/reference.js';
import { useWords } from '../words/i18n.js';

type Actor = components['schemas']['Export']['askedBy'];

/** Who it was, as far as everybody may know it: position and unit. */
export function Who({ actor }: { actor: Pick<Actor, 'id' | 'role' | 'unit'> | null }) {
  const { t, say, language } = useWords();
  const { data: me } = useMe();
  const { unitName } = useReference();
  if (actor === null) return <>{t('records.nobody')}</>;
  const role = say(ROLE_WORDS[actor.role as ActorRole]);
  const words = actor.unit === null ? role : `${unitName(actor.unit, language)} ${role}`;
  return <bdi>{actor.id === me?.id ? `${words}（${t('records.me')}）` : words}</bdi>;
}
