import { Button, Form, Popconfirm } from 'antd';
import { lazy, Suspense, useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { COMMAND_WORDS } from '../../domain/ticket/code-words.js';
import { OutageStrip } from '../alerts/outage-strip.js';
import type { DeskCall } from '../api/calls.js';
import { ProblemError } from '../api/client.js';
import { useStore } from '../api/store.js';
import { DraftNote } from '../forms/draft-note.js';
import { draftFor, type Draft } from '../forms/drafts.js';
import type { Values } from '../forms/form-ticket.js';
import type { TakenEntry } from '../forms/read-entry.js';
import type { SceneEnd } from '../knowledge/scene-walk.js';
import { ProblemNote } from '../parts/problem-note.js';
import { useKeys } from '../shell/keys.js';
import { useWords } from '../words/i18n.js';
import {
  bodyOfCall,
  filled,
  FIRST,
  inAHurry,
  isEmptyCall,
  keptOf,
  titleOf,
  withBlanks,
  type CallValues,
} from './call-body.js';
import { choicesOf, type ChoiceField } from './call-choices.js';
import { CallFields, FIELD_OF_DIGIT } from './call-fields.js';
import { CallTimer } from './call-timer.js';
import { CallerPanel } from './caller-panel.js';
import { ENDINGS, type Ending } from './endings.js';
import { HintsPanel } from './hints-panel.js';
import { KnowledgePanel } from './knowledge-panel.js';
import { missingEntry, useEarlier, useKnowledge, useSuggestions, type KnowledgeHit } from './look-up.js';
import { outbox, waitsForItsNumber, type Call, type FollowUp, type Sent } from './outbox.js';
import { PartsPanel } from './parts-panel.js';
import { RingingCard } from './ringing-card.js';
import { PlacePanel, SameMatterPanel } from './suggestion-panels.js';

const EndingDialog = lazy(() => import('./ending-dialog.js').then((module) => ({ default: module.EndingDialog })));

/** One call, from the first ring to what becomes of it. */
export function CallForm({
  refused,
  onSent,
  onOver,
}: {
  /** What was refused and is put right here. */
  refused: Sent | null;
  onSent: (call: Call, draft: Draft) => void;
  onOver: () => void;
}) {
  const { t, say } = useWords();
  const [form] = Form.useForm<CallValues>();
  const [draft] = useState(() => draftFor('new', 'register'));
  const { taken } = useStore(draft.said);
  const [values, setValues] = useState<CallValues>(
    () => (refused?.call.body as CallValues | undefined) ?? { ...FIRST, ...draft.values },
  );
  const [since, setSince] = useState<number | null>(null);
  const [ending, setEnding] = useState<Ending | null>(null);
  const isSent = useRef(false);
  const [refusals, setRefusals] = useState<ReadonlySet<ChoiceField>>(new Set());
  const endingWords = useRef<Partial<Record<Ending, Values>>>({});
  const ownTitle = useRef('');
  const earlier = useEarlier(values.citizen?.phone ?? '');
  const { data: suggestions } = useSuggestions(values);
  const { data: knowledge } = useKnowledge(values);
  // While one before it waits for its number, its own draft may still stand where this one would be kept.
  const isFree = !useStore(outbox).some(waitsForItsNumber);

  useEffect(() => {
    if (!isFree) return undefined;
    void draft.kept.open();
    if (Object.keys(draft.values).length > 0) draft.kept.write(draft.values);
    return () => void draft.kept.save();
  }, [draft, isFree]);
  useEffect(() => {
    if (taken === 0) return;
    draft.values = { ...draft.kept.words };
    const restored = withBlanks({ ...FIRST, ...(draft.values as CallValues) });
    form.setFieldsValue(restored as never);
    setValues(restored);
  }, [taken, draft, form]);
  useKeys({
    ...Object.fromEntries(Object.entries(FIELD_OF_DIGIT).map(([digit, id]) => [digit, () => focusOn(id)])),
    '9': () => setEnding('handToEmergency'),
  });

  function write(all: CallValues): void {
    setValues(all);
    setSince((before) => before ?? Date.now());
    draft.values = keptOf(all);
    if (isFree) draft.kept.write(draft.values);
  }

  function changed(news: CallValues, all: CallValues): void {
    let now = all;
    // The title follows what is said, until somebody writes another.
    if (news.text !== undefined && (all.title ?? '') === ownTitle.current) {
      ownTitle.current = titleOf(news.text);
      form.setFieldValue('title', ownTitle.current);
      now = { ...all, title: ownTitle.current };
    }
    write(now);
  }

  /** What was suggested, into the form. */
  function take(suggested: Partial<CallValues>): void {
    form.setFieldsValue(suggested as never);
    write({ ...(form.getFieldsValue(true) as CallValues), ...suggested });
  }

  /** Who rings, into the form; what was typed stays. */
  function takeCall({ call, number }: DeskCall): void {
    const before = form.getFieldsValue(true) as CallValues;
    take({ call, channel: 'phone', citizen: { ...before.citizen, ...(number !== null && { phone: number }) } });
  }

  function send(all: CallValues, then: FollowUp | null): void {
    if (isSent.current) return;
    isSent.current = true;
    const body = bodyOfCall(all);
    const choices = suggestions && choicesOf(suggestions, body, then, refusals);
    onSent({ key: draft.kept.useKey(), body, then, ...(choices && { choices }) }, draft);
  }

  const refuse = (field: ChoiceField) => (): void => setRefusals(new Set([...refusals, field]));

  /** With what is missing pointed at, if something is. */
  function whenComplete(go: (all: CallValues) => void): void {
    form.validateFields().then(go, ({ errorFields = [] }: { errorFields?: { name: string[] }[] }) => {
      const [first] = errorFields;
      if (first) form.scrollToField(first.name, { focus: true, block: 'center' });
    });
  }

  function end(then: FollowUp): void {
    if (then.command !== 'handToEmergency') whenComplete((all) => send(all, then));
    else send(inAHurry(form.getFieldsValue(true) as CallValues, reasonIn(then), t('intake.placeUnknown')), then);
  }

  /** It stands in the answer as it is read out, and may be put otherwise there. */
  function readOut({ id, version, question, spoken }: KnowledgeHit): void {
    const taken: TakenEntry = { text: spoken.text, entry: { id, version }, entryQuestion: question };
    endingWords.current = { ...endingWords.current, answer: { ...taken } };
    whenComplete(() => setEnding('answer'));
  }

  /** What the questions of a scene came to: into the form, or into the dialog that ends the call. */
  function ended(end: SceneEnd): void {
    const open = (command: Ending, words: Values): void => {
      endingWords.current = { ...endingWords.current, [command]: words };
      if (command === 'handToEmergency') setEnding(command);
      else whenComplete(() => setEnding(command));
    };
    if (end.to === 'ticket') take({ classCode: end.classCode });
    else if (end.to === 'line') open('handToEmergency', { line: end.line });
    else if (end.to === 'decline') open('decline', { code: end.code });
    else if (end.entry !== null) {
      const { id, version, question, answer } = end.entry;
      open('answer', { text: answer, entry: { id, version }, entryQuestion: question });
    }
  }

  const accept = (all: CallValues): void => {
    const { type, urgency, classCode } = bodyOfCall(all);
    send(all, { command: 'accept', body: { type, urgency, ...(classCode !== undefined && { classCode }) } });
  };
  const submitByKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || event.nativeEvent.isComposing || event.keyCode === 229) return;
    if (event.ctrlKey || event.metaKey) form.submit();
    // Enter alone ends a line, or nothing: a call is not registered by a key that an input method uses.
    else if (!(event.target instanceof HTMLInputElement)) return;
    event.preventDefault();
  };
  useEffect(() => {
    if (refused?.problem instanceof ProblemError) form.setFields(faultsIn(refused.problem) as never);
  }, [refused, form]);

  return (
    <div className="intake" onKeyDown={submitByKey}>
      <div className="intake-head">
        <CallTimer since={since} />
        <h1>{t('page.intake')}</h1>
        <DraftNote draft={draft} onThrowAway={onOver} />
        <span className="intake-gap" />
        {isEmptyCall(values) ? null : (
          <Popconfirm title={t('intake.overAsk')} onConfirm={onOver}>
            <Button>{t('intake.over')}</Button>
          </Popconfirm>
        )}
        <Button danger onClick={() => setEnding('handToEmergency')}>
          <kbd>9</kbd> {t('intake.emergency')}
        </Button>
      </div>
      <OutageStrip
        onAnswer={({ alert, answer }) =>
          whenComplete((all) => send(all, { command: 'answer', body: { text: answer }, alert }))
        }
      />
      <RingingCard taken={values.call} mayTake={!filled(values.citizen?.phone)} onTake={takeCall} />
      <Form
        form={form}
        name="intake"
        layout="vertical"
        requiredMark={false}
        scrollToFirstError={{ focus: true, block: 'center' }}
        initialValues={values}
        onValuesChange={changed}
        onFinish={accept}
        onBlur={() => isFree && void draft.kept.save()}
        className="card intake-form"
        autoComplete="off"
      >
        <CallFields />
        {refused !== null && <ProblemNote error={refused.problem} />}
        <div className="form-buttons intake-buttons">
          <Button type="primary" htmlType="submit">
            {t('intake.accept')} <kbd>Ctrl+Enter</kbd>
          </Button>
          {ENDINGS.filter((one) => one !== 'handToEmergency').map((one) => (
            <Button key={one} onClick={() => whenComplete(() => setEnding(one))}>
              {say(COMMAND_WORDS[one])}
            </Button>
          ))}
          <Button type="text" onClick={() => whenComplete((all) => send(all, null))}>
            {t('intake.only')}
          </Button>
        </div>
      </Form>
      <div className="intake-side">
        <HintsPanel
          hints={suggestions?.hints ?? []}
          onLine={(line) => {
            endingWords.current = { ...endingWords.current, handToEmergency: { line } };
            setEnding('handToEmergency');
          }}
          onUrgency={(urgency) => take({ urgency })}
        />
        <CallerPanel earlier={earlier} callKey={draft.kept.key} />
        <KnowledgePanel
          found={knowledge?.items}
          missing={knowledge?.missing ? missingEntry(values, suggestions) : null}
          onTake={readOut}
          onEnd={ended}
        />
        <SameMatterPanel
          found={refusals.has('sameMatter') ? [] : suggestions?.sameMatter}
          onMerge={(into) => whenComplete((all) => send(all, { command: 'merge', body: { into } }))}
          onNone={refuse('sameMatter')}
        />
        {suggestions !== undefined && suggestions.parts.length > 0 && !refusals.has('parts') && (
          <PartsPanel text={values.text ?? ''} parts={suggestions.parts} onOne={refuse('parts')} />
        )}
        <PlacePanel
          suggestions={suggestions}
          chosen={values.classCode}
          isRefused={refusals.has('class')}
          onTake={(classCode) => take({ classCode })}
          onRefuse={refuse('class')}
        />
      </div>
      {ending !== null && (
        <Suspense fallback={<p>{t('loading')}</p>}>
          <EndingDialog
            command={ending}
            first={endingWords.current[ending] ?? {}}
            onWrite={(words) => (endingWords.current = { ...endingWords.current, [ending]: words })}
            onSend={end}
            onClose={() => setEnding(null)}
          />
        </Suspense>
      )}
    </div>
  );
}

function focusOn(id: string): void {
  const field = document.getElementById(id);
  // The field of files is a button to people.
  const shown = field?.getAttribute('aria-hidden') === 'true' ? field.nextElementSibling : field;
  if (shown instanceof HTMLElement) shown.focus();
}

const reasonIn = ({ body: { reason } }: FollowUp): string => (typeof reason === 'string' ? reason : '');

function faultsIn({ problem: { errors = [] } }: ProblemError) {
  return errors
    .filter(({ pointer }) => pointer.startsWith('/'))
    .map(({ pointer, message }) => ({ name: pointer.slice(1).split('/'), errors: [message] }));
}
