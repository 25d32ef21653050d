import { DesktopOutlined } from '@ant-design/icons';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Button, Skeleton } from 'antd';
import { useEffect, useState } from 'react';
import { CHANNEL_WORDS, TYPE_WORDS } from '../../domain/ticket/code-words.js';
import { LISTS } from '../../domain/ticket/lists.js';
import { CLOCK_WORDS, STATE_WORDS } from '../../domain/ticket/words.js';
import type { components } from '../generated/api.js';
import { api, ask } from '../api/client.js';
import { useReference } from '../api/reference.js';
import { ProblemNote } from '../parts/problem-note.js';
import { useKeys } from '../shell/keys.js';
import { useTitle } from '../shell/use-title.js';
import { useWords } from '../words/i18n.js';
import { clockTime, dayAndTime } from '../words/time.js';
import { AreaMap } from './area-map.js';
import { searchBehind } from './behind.js';
import './board.css';
import { Bars, Tiles, type Bar, type Tile } from './figures.js';
import { Trend } from './trend.js';
import { UnitTable } from './unit-table.js';
import { lengthWords } from './length-words.js';

type Board = components['schemas']['Board'];
const AGAIN_MS = 15_000;
const UNITS_SHOWN = 8;

/** Where it burns: every number opens its list, in which many can be urged at once. */
export function BoardPage() {
  const { t } = useWords();
  const { under, span = 'month' } = useSearch({ from: '/board' });
  const navigate = useNavigate();
  useTitle(t('page.board'));
  const board = useQuery({
    queryKey: ['board'],
    queryFn: () => ask(api.GET('/api/v1/stats/board')),
    refetchInterval: AGAIN_MS,
  });
  const units = useQuery({
    queryKey: ['board', 'units', under ?? null],
    queryFn: () => ask(api.GET('/api/v1/stats/units', { params: { query: under === undefined ? {} : { under } } })),
    refetchInterval: AGAIN_MS,
    placeholderData: keepPreviousData,
  });
  useKeys({ r: () => void Promise.all([board.refetch(), units.refetch()]) });
  const error = board.error ?? units.error;
  return (
    <div className="page board">
      <div className="page-head">
        <h1>{t('page.board')}</h1>
        {board.data && <Age at={board.dataUpdatedAt} asOf={board.data.asOf} />}
        <Button className="to-wall" icon={<DesktopOutlined />} href="/console/wall" target="_blank">
          {t('board.wall')}
        </Button>
      </div>
      {error && <ProblemNote error={error} />}
      {board.data ? <AtAGlance board={board.data} /> : !error && <Skeleton active />}
      {units.data && (
        <section className="card">
          <div className="card-head">
            <h2>{t('board.units')}</h2>
            <Way to={units.data.whole.unit} />
          </div>
          <UnitTable board={units.data} firstHead={t('board.unit')} />
        </section>
      )}
      <Trend
        under={under}
        span={span}
        onSpan={(to) => void navigate({ to: '/board', search: (before) => ({ ...before, span: to }), replace: true })}
      />
      <AreaMap />
    </div>
  );
}

/** Said in words, since a number that does not move looks like one that did not change. */
function Age({ at, asOf }: { at: number; asOf: string }) {
  const { t, language } = useWords();
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  const seconds = Math.max(0, Math.round((now - at) / 1_000));
  return (
    <span className={seconds > 60 ? 'age is-old' : 'age quiet'} title={clockTime(asOf, language)}>
      {t('board.age', { seconds })}
    </span>
  );
}

function AtAGlance({ board }: { board: Board }) {
  const { t, say, language } = useWords();
  const { unitName } = useReference();
  const { tickets } = board;
  const tile = (key: keyof typeof tickets, name: string, count: number, presses?: true): Tile => ({
    ...{ key, name, count, filters: searchBehind(tickets[key]) },
    ...(presses && { presses }),
  });
  const list = (
    key: 'dueToday' | 'unacknowledged' | 'returnedTwice' | 'pingPong' | 'dissatisfied' | 'silent' | 'unreleased',
  ) => tile(key, say(LISTS[key]), board[key]);
  const bar = (key: string, name: string, count: number, path: string, more: Record<string, string>): Bar => ({
    ...{ key, name, count },
    filters: searchBehind(path, more),
  });
  const byUnit = board.overdue.byUnit.slice(0, UNITS_SHOWN);
  const rest = board.overdue.byUnit.length - byUnit.length;
  const parts = (
    of: Record<string, number | undefined>,
    words: Record<string, Parameters<typeof say>[0]>,
    as: string,
  ) =>
    Object.entries(of)
      .map(([key, count = 0]) => bar(key, say(words[key]), count, tickets.intakeToday, { [as]: key }))
      .sort((one, two) => two.count - one.count);
  return (
    <>
      <Tiles
        label={t('board.figures')}
        tiles={[
          tile('inFlight', t('board.inFlight'), board.inFlight),
          list('dueToday'),
          tile('overdue', say(LISTS.overdue), board.overdue.total, true),
          list('unacknowledged'),
          tile('waitingDecisions', t('board.waitingDecisions'), board.waitingDecisions),
          tile('intakeToday', t('board.intakeToday'), board.intakeToday.total),
          list('pingPong'),
          list('returnedTwice'),
          list('silent'),
          list('dissatisfied'),
          list('unreleased'),
        ]}
      />
      <div className="board-columns">
        <Bars
          title={t('board.overdueUnits')}
          {...(rest > 0 && { note: t('board.more', { count: rest }) })}
          late
          bars={byUnit.map(({ unit, total }) =>
            bar(unit, unitName(unit, language), total, tickets.overdue, { lead: unit }),
          )}
        />
        <Bars
          title={t('board.levels')}
          late
          bars={board.overdue.byLevel.map(({ level, total }) =>
            bar(String(level), t('board.level', { level }), total, tickets.overdue, { level: String(level) }),
          )}
        />
        <Bars
          title={t('board.stages')}
          note={t('board.stagesNote', { days: board.stages.days })}
          bars={board.stages.items.flatMap(({ stage, medianMinutes }) =>
            medianMinutes === null
              ? []
              : [
                  {
                    key: stage,
                    name: say(CLOCK_WORDS[stage]),
                    count: medianMinutes,
                    words: lengthWords(medianMinutes, t),
                  },
                ],
          )}
        />
        <Bars
          title={t('board.states')}
          bars={Object.entries(board.byState)
            .map(([state, count = 0]) =>
              bar(state, say(STATE_WORDS[state as keyof typeof STATE_WORDS]), count, '/api/v1/tickets', { state }),
            )
            .sort((one, two) => two.count - one.count)}
        />
        <Bars title={t('board.channels')} bars={parts(board.intakeToday.byChannel, CHANNEL_WORDS, 'channel')} />
        <Bars title={t('board.types')} bars={parts(board.intakeToday.byType, TYPE_WORDS, 'type')} />
      </div>
      {board.oldestUnanswered && (
        <p className="card oldest">
          <strong>{t('board.oldest')}</strong>{' '}
          <Link to="/tickets/$id" params={{ id: board.oldestUnanswered.number }}>
            {board.oldestUnanswered.number}
          </Link>{' '}
          {say(STATE_WORDS[board.oldestUnanswered.state])}
          <span className="quiet">
            {' · '}
            {t('board.since', { at: dayAndTime(board.oldestUnanswered.registeredAt, language) })}
          </span>
        </p>
      )}
    </>
  );
}

/** From the city down to the unit that is looked at. */
function Way({ to }: { to: string }) {
  const { t, language } = useWords();
  const { units, unitName } = useReference();
  const way: string[] = [];
  for (let unit = units.find(({ id }) => id === to); unit;) {
    way.unshift(unit.id);
    const { parent } = unit;
    unit = units.find(({ id }) => id === parent);
  }
  if (way.length < 2) return null;
  return (
    <nav className="way" aria-label={t('board.way')}>
      {way.map((unit, index) =>
        index === way.length - 1 ? (
          <span key={unit} aria-current="page">
            {unitName(unit, language)}
          </span>
        ) : (
          <span key={unit}>
            <Link to="/board" search={(before) => ({ ...before, under: unit })}>
              {unitName(unit, language)}
            </Link>
            {' / '}
          </span>
        ),
      )}
    </nav>
  );
}
