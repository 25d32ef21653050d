import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button, Checkbox, Empty, Form, Input, Skeleton } from 'antd';
import { BackLink } from '../admin/back-link.js';
import { Deed } from '../admin/deed.js';
import { NounForm } from '../admin/noun-form.js';
import { NounTable } from '../admin/noun-table.js';
import { NEW, useOpened } from '../admin/opened.js';
import { api, ask } from '../api/client.js';
import { mayWith, useMe, type Me } from '../api/me.js';
import type { components } from '../generated/api.js';
import { ProblemNote } from '../parts/problem-note.js';
import { speak } from '../shell/say.js';
import { useWords } from '../words/i18n.js';
import { dayAndTime } from '../words/time.js';
import { DecideButtons } from './decide-buttons.js';
import { saveAs } from './save-as.js';
import { Who } from './who.js';
import './records.css';

type DataRequest = components['schemas']['DataRequest'];
const KEY = ['data-requests'] as const;
const PAGE = 'dataRequests';
const HELD = { values: {}, version: null } as const;

/** Persons who want what is kept of them: noted by who speaks with them, granted by another, fetched once. */
export function DataRequestsPage() {
  const { t, language } = useWords();
  const { data: me } = useMe();
  const client = useQueryClient();
  const { id, open } = useOpened(PAGE);
  const { data, error, isPending } = useQuery({
    queryKey: KEY,
    queryFn: async () => (await ask(api.GET('/api/v1/data-requests'))).items,
  });
  const anew = (): void => void client.invalidateQueries({ queryKey: KEY });
  if (error) return <ProblemNote error={error} />;
  if (isPending || !me) return <Skeleton active />;
  if (id !== undefined) {
    const found = data?.find((one) => one.id === id);
    return (
      <>
        <BackLink page={PAGE} />
        {id === NEW ? (
          <NewDataRequest
            onClose={() => open()}
            onDone={(made) => {
              anew();
              open(made.id);
            }}
          />
        ) : found ? (
          <OneDataRequest me={me} of={found} onDone={anew} />
        ) : (
          <p>{t('admin.gone')}</p>
        )}
      </>
    );
  }
  return (
    <>
      <div className="page-head">
        <h1>{t('admin.pages.dataRequests')}</h1>
        {mayWith(me, 'askForData') && (
          <Button type="primary" onClick={() => open(NEW)}>
            {t('dataRequests.add')}
          </Button>
        )}
      </div>
      <p className="quiet about">{t('dataRequests.about')}</p>
      {data?.length === 0 ? (
        <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('dataRequests.empty')} />
      ) : (
        <NounTable
          caption={t('admin.pages.dataRequests')}
          page={PAGE}
          rows={data ?? []}
          idOf={(one) => one.id}
          columns={[
            { key: 'at', head: t('records.at'), cell: (one) => dayAndTime(one.askedAt, language) },
            { key: 'state', head: t('records.state'), cell: (one) => t(`dataRequests.states.${one.state}`) },
            { key: 'tickets', head: t('dataRequests.tickets'), cell: (one) => one.tickets.length },
            { key: 'by', head: t('records.by'), cell: (one) => <Who actor={one.askedBy} /> },
          ]}
        />
      )}
    </>
  );
}

function NewDataRequest({ onDone, onClose }: { onDone: (made: DataRequest) => void; onClose: () => void }) {
  const { t } = useWords();
  return (
    <section className="card">
      <h1>{t('dataRequests.add')}</h1>
      <NounForm
        name="data-request new"
        held={HELD}
        submitWords={t('dataRequests.add')}
        send={({ numbers }) => {
          const tickets = String(numbers)
            .split(/[\s,，;；]+/)
            .filter((number) => number !== '')
            .map((ticket) => ({ ticket, isTheirs: true as const }));
          return ask(api.POST('/api/v1/data-requests', { body: { tickets } }));
        }}
        onDone={onDone}
        onClose={onClose}
      >
        <Form.Item
          name="numbers"
          label={t('dataRequests.tickets')}
          extra={t('dataRequests.ticketsHint')}
          rules={[{ required: true, message: t('signIn.needed') }]}
        >
          <Input.TextArea className="grows code" rows={3} maxLength={2_000} />
        </Form.Item>
        <Form.Item
          name="theirs"
          valuePropName="checked"
          rules={[
            {
              validator: (_rule, is) =>
                is === true ? Promise.resolve() : Promise.reject(new Error(t('dataRequests.theirsNeeded'))),
            },
          ]}
        >
          <Checkbox>{t('dataRequests.theirs')}</Checkbox>
        </Form.Item>
      </NounForm>
    </section>
  );
}

function OneDataRequest({ me, of, onDone }: { me: Me; of: DataRequest; onDone: () => void }) {
  const { t, language } = useWords();
  const { id, state, tickets, askedBy, decidedBy } = of;
  const own = askedBy.id === me.id;
  const mayDecide = mayWith(me, 'decideDataRequest');
  const params = { path: { request: id } };
  return (
    <section className="card" aria-labelledby="data-request">
      <h1 id="data-request">
        {t('admin.pages.dataRequests')} · {dayAndTime(of.askedAt, language)}
      </h1>
      <p className="strong" role="status">
        {t(`dataRequests.states.${state}`)}
      </p>
      <dl className="pairs">
        <dt>{t('records.by')}</dt>
        <dd>
          <Who actor={askedBy} />
        </dd>
        {state === 'waiting' && (
          <>
            <dt>{t('records.decideUntil')}</dt>
            <dd>{dayAndTime(of.decideUntil, language)}</dd>
          </>
        )}
        {decidedBy && (
          <>
            <dt>{t('records.decidedBy')}</dt>
            <dd>
              <Who actor={decidedBy} />
            </dd>
          </>
        )}
        {of.downloadUntil !== null && (
          <>
            <dt>{t('dataRequests.downloadUntil')}</dt>
            <dd>{dayAndTime(of.downloadUntil, language)}</dd>
          </>
        )}
        {of.downloadedAt !== null && (
          <>
            <dt>{t('dataRequests.downloadedAt')}</dt>
            <dd>{dayAndTime(of.downloadedAt, language)}</dd>
          </>
        )}
      </dl>
      <h2>{t('dataRequests.tickets')}</h2>
      <ul className="lines">
        {tickets.map(({ id: ticket, sameTelephone }, at) => (
          <li key={ticket}>
            <Link to="/tickets/$id" params={{ id: ticket }}>
              {t('notices.ticket')} {at + 1}
            </Link>{' '}
            <span className={sameTelephone ? 'quiet' : 'strong'}>
              {t(sameTelephone ? 'dataRequests.same' : 'dataRequests.other')}
            </span>
          </li>
        ))}
      </ul>
      {state === 'waiting' && (mayDecide || own) && (
        <DecideButtons
          own={own}
          decide={(grant) => ask(api.POST('/api/v1/data-requests/{request}/decision', { params, body: { grant } }))}
          onDone={onDone}
        />
      )}
      <div className="form-buttons">
        {state === 'ready' && own && (
          <Deed
            words={t('dataRequests.download')}
            explains={t('dataRequests.downloadExplains')}
            send={() => ask(api.POST('/api/v1/data-requests/{request}/download', { params }))}
            onDone={(copy) => {
              saveAs(`${id}.json`, JSON.stringify(copy, null, 2));
              onDone();
            }}
          />
        )}
        {(state === 'waiting' || state === 'ready') && (own || mayDecide) && (
          <Deed
            words={t('records.withdraw')}
            explains={t('records.withdrawExplains')}
            danger
            send={() => ask(api.POST('/api/v1/data-requests/{request}/withdrawal', { params }))}
            onDone={() => {
              speak(t('records.withdrawn'));
              onDone();
            }}
          />
        )}
      </div>
    </section>
  );
}
