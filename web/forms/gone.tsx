import { Alert, Button, type FormInstance } from 'antd';
import { ACCOUNT_COMMANDS, type AccountCommand } from '../../contracts/commands.js';
import type { Problem } from '../../contracts/problem.js';
import { COMMAND_WORDS } from '../../domain/ticket/code-words.js';
import { STATE_WORDS } from '../../domain/ticket/words.js';
import { useWords } from '../words/i18n.js';
import type { Ticket, Values } from './form-ticket.js';

export interface RefusedProps {
  readonly error: unknown;
  readonly command: AccountCommand;
  /** The ticket as it was when the form was opened. */
  readonly opened: Ticket;
  readonly form: FormInstance<Values>;
  readonly onLooked: (version: number) => void;
  /** Into the form of another command, with what was written. */
  readonly onInstead: ((command: AccountCommand) => void) | undefined;
}

/** It is not for doing any more; what can be done instead. */
export function Gone({
  problem: { detail, currentState, allowedActions = [] },
  onInstead,
}: {
  problem: Pick<Problem, 'detail' | 'currentState' | 'allowedActions'>;
  onInstead: RefusedProps['onInstead'];
}) {
  const { t, say } = useWords();
  return (
    <Alert
      type="warning"
      showIcon
      title={t('form.gone')}
      description={
        <>
          <p>
            {detail} {t('form.kept')}
          </p>
          {currentState && <p>{t('form.nowState', { state: say(STATE_WORDS[currentState]) })}</p>}
          {allowedActions.length > 0 && <Instead {...{ allowedActions, onInstead }} />}
        </>
      }
    />
  );
}

const isOfAccounts = (one: string): one is AccountCommand => (ACCOUNT_COMMANDS as readonly string[]).includes(one);

function Instead({
  allowedActions,
  onInstead,
}: {
  allowedActions: NonNullable<Problem['allowedActions']>;
  onInstead: RefusedProps['onInstead'];
}) {
  const { t, say } = useWords();
  return (
    <>
      <p>{t('form.nowActions')}</p>
      <ul className="instead">
        {allowedActions.filter(isOfAccounts).map((one) => (
          <li key={one}>
            {onInstead ? (
              <Button size="small" title={t('form.carry')} onClick={() => onInstead(one)}>
                {say(COMMAND_WORDS[one])}
              </Button>
            ) : (
              say(COMMAND_WORDS[one])
            )}
          </li>
        ))}
      </ul>
    </>
  );
}
