import { Button } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useStore } from '../api/store.js';
import { detachDraft, forgetDraft, type Draft } from '../forms/drafts.js';
import { ProblemNote } from '../parts/problem-note.js';
import { Watermark } from '../parts/watermark.js';
import { useTitle } from '../shell/use-title.js';
import { useWords } from '../words/i18n.js';
import { CallForm } from './call-form.js';
import './intake.css';
import { outbox, sendCall, takeBack, type Call, type Sent } from './outbox.js';
import { BigNumber, SentCalls } from './sent-calls.js';

/** Where calls are taken in: one after the other, each with its number before the next begins. */
export function IntakePage() {
  const { t } = useWords();
  const calls = useStore(outbox);
  const [nth, setNth] = useState(0);
  const [lastKey, setLastKey] = useState<string | null>(null);
  const [refused, setRefused] = useState<Sent | null>(null);
  useTitle(t('page.intake'));
  const last = calls.find(({ call }) => call.key === lastKey);

  function send(call: Call, draft: Draft): void {
    detachDraft('new', 'register');
    setRefused(null);
    setLastKey(call.key);
    sendCall(call, () => void draft.kept.forget());
  }
  function next(): void {
    setLastKey(null);
    setNth(nth + 1);
  }
  /** It was refused, so nothing was done: it stands in the form again as it was. */
  function putRight(sent: Sent): void {
    takeBack(sent.call.key);
    setRefused(sent);
    next();
  }

  return (
    <div className="page intake-page">
      {last ? (
        <section className="card intake-over" aria-label={t('intake.result')}>
          <BigNumber sent={last} />
          {last.stage === 'refused' ? (
            <>
              <ProblemNote error={last.problem} />
              <NextButton text={t('intake.takeBack')} onNext={() => putRight(last)} />
            </>
          ) : (
            <NextButton text={t('intake.next')} onNext={next} />
          )}
        </section>
      ) : (
        <CallForm
          key={nth}
          refused={refused}
          onSent={send}
          onOver={() => {
            forgetDraft('new', 'register');
            setRefused(null);
            next();
          }}
        />
      )}
      <SentCalls without={lastKey} onTakeBack={putRight} />
      <Watermark />
    </div>
  );
}

/** It has the focus, so that Enter goes on; the key that sent the call, pressed twice, does not. */
function NextButton({ text, onNext }: { text: string; onNext: () => void }) {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => button.current?.focus(), []);
  return (
    <Button
      ref={button}
      type="primary"
      size="large"
      onClick={onNext}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey || event.repeat)) event.preventDefault();
      }}
    >
      {text} <kbd>Enter</kbd>
    </Button>
  );
}
