import { Alert, Button, Input } from 'antd';
import { useRef, useState } from 'react';
import { newKey } from '../api/new-key.js';
import { api, ask, ProblemError } from '../api/client.js';
import { ProblemNote } from '../parts/problem-note.js';
import { useWords } from '../words/i18n.js';
import { lineOf, placeIn } from './json-place.js';
import { previewPolicies } from './policies.js';

interface Said {
  readonly pointer: string;
  readonly message: string;
}
type State =
  | { readonly kind: 'written' }
  | { readonly kind: 'checked' }
  | { readonly kind: 'no-json'; readonly message: string }
  | { readonly kind: 'refused'; readonly said: readonly Said[] };

/** A pack as a file or as text: checked by the API as it would be published, and each fault leads to its place. */
export function NewPack({
  onDone,
  onClose,
}: {
  onDone: (made: { readonly code: string; readonly version: string }) => void;
  onClose: () => void;
}) {
  const { t } = useWords();
  const [key] = useState(newKey);
  const [text, setText] = useState('');
  const [state, setState] = useState<State>({ kind: 'written' });
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const area = useRef<HTMLDivElement>(null);
  const write = (next: string): void => {
    setText(next);
    setState({ kind: 'written' });
    setError(null);
  };

  async function run(deed: (pack: Record<string, unknown>) => Promise<void>): Promise<void> {
    setBusy(true);
    setError(null);
    try {
      let pack: Record<string, unknown>;
      try {
        pack = JSON.parse(text) as Record<string, unknown>;
      } catch (fault) {
        setState({ kind: 'no-json', message: fault instanceof Error ? fault.message : '' });
        return;
      }
      await deed(pack);
    } catch (problem) {
      const errors = problem instanceof ProblemError ? (problem.problem.errors ?? []) : [];
      if (errors.length > 0) setState({ kind: 'refused', said: errors });
      else setError(problem);
    } finally {
      setBusy(false);
    }
  }
  const check = (): Promise<void> =>
    run(async (pack) => {
      await previewPolicies({ pack, assign: [], remove: [], examples: 0 });
      setState({ kind: 'checked' });
    });
  const publish = (): Promise<void> =>
    run(async (pack) => {
      const params = { header: { 'Idempotency-Key': key } };
      onDone(await ask(api.POST('/api/v1/policies', { params, body: { pack, golden: [] } })));
    });
  const inPack = (pointer: string): string => pointer.replace(/^\/pack/, '');
  const go = (pointer: string): void => {
    const field = area.current?.querySelector('textarea');
    const place = placeIn(text, inPack(pointer));
    if (!field || !place) return;
    field.focus();
    field.setSelectionRange(place.from, place.to);
    // A browser does not show by itself what is chosen in this way.
    field.scrollTop = Math.max(0, (lineOf(text, place.from) - 4) * 20);
  };

  return (
    <section className="card" aria-label={t('packs.publish')}>
      <p className="quiet about">{t('packs.publishAbout')}</p>
      <p>
        <label className="file-choice">
          {t('packs.file')}{' '}
          <input
            type="file"
            accept="application/json,.json"
            onChange={({ target }) => {
              void target.files?.[0]?.text().then(write);
              target.value = '';
            }}
          />
        </label>
      </p>
      <div ref={area}>
        <Input.TextArea
          className="pack-text code"
          rows={18}
          aria-label={t('packs.json')}
          placeholder='{ "code": "…", "version": "…" }'
          spellCheck={false}
          value={text}
          onChange={({ target }) => write(target.value)}
        />
      </div>
      <div role="status">
        {state.kind === 'checked' && <Alert type="success" showIcon title={t('packs.checked')} />}
        {state.kind === 'no-json' && (
          <Alert type="error" showIcon title={t('packs.noJson')} description={state.message} />
        )}
        {state.kind === 'refused' && (
          <Alert
            type="error"
            showIcon
            title={t('packs.refused', { count: state.said.length })}
            description={
              <ul className="faults">
                {state.said.map(({ pointer, message }) => {
                  const place = placeIn(text, inPack(pointer));
                  return (
                    <li key={`${pointer} ${message}`}>
                      <Button type="link" size="small" disabled={place === null} onClick={() => go(pointer)}>
                        {inPack(pointer) || '/'}
                        {place && ` ${t('packs.line', { line: lineOf(text, place.from) })}`}
                      </Button>
                      <span>{message}</span>
                    </li>
                  );
                })}
              </ul>
            }
          />
        )}
      </div>
      {error !== null && <ProblemNote error={error} />}
      <div className="form-buttons">
        <Button loading={busy} disabled={text.trim() === ''} onClick={() => void check()}>
          {t('packs.check')}
        </Button>
        <Button
          type="primary"
          loading={busy}
          disabled={state.kind !== 'checked'}
          title={state.kind === 'checked' ? undefined : t('packs.checkFirst')}
          onClick={() => void publish()}
        >
          {t('packs.publish')}
        </Button>
        <Button onClick={onClose}>{t('cancel')}</Button>
      </div>
    </section>
  );
}
