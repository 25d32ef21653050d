import { useQuery } from '@tanstack/react-query';
import { Alert, Button, Skeleton } from 'antd';
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { api, ask } from '../api/client.js';
import type { components } from '../generated/api.js';
import { ProblemNote } from '../parts/problem-note.js';
import { useWords } from '../words/i18n.js';
import './scene-walk.css';

type Walked = components['schemas']['WalkedScene'];
export type SceneEnd = Exclude<components['schemas']['ShownSceneLead'], { to: 'step' }>;

/**
 * A scene, question by question: a digit gives an answer, Backspace takes the last one back. What is at the end is
 * shown, and `onEnd` does it where there is something to do it with.
 */
export function SceneWalk({ id, onEnd }: { id: string; onEnd?: (end: SceneEnd) => void }) {
  const { t } = useWords();
  const [chosen, setChosen] = useState<readonly number[]>([]);
  const { data, error } = useQuery({
    queryKey: ['knowledge', 'scene', id],
    queryFn: () => ask(api.GET('/api/v1/knowledge/{entry}/scene', { params: { path: { entry: id } } })),
    staleTime: 30_000,
  });
  const box = useRef<HTMLElement>(null);
  const isBegun = chosen.length > 0;
  useEffect(() => {
    // Whoever walks by keys goes on from the question, not from a button that is gone.
    if (isBegun) box.current?.focus();
  }, [isBegun, chosen]);
  if (error) return <ProblemNote error={error} />;
  if (!data) return <Skeleton active paragraph={{ rows: 2 }} />;
  const { said, step, end } = walked(data, chosen);
  const byKey = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const answer = Number(event.key) - 1;
    const isAnswer = step !== null && step.answers[answer] !== undefined;
    if (!isAnswer && event.key !== 'Backspace') return;
    event.preventDefault();
    event.stopPropagation();
    setChosen(isAnswer ? [...chosen, answer] : chosen.slice(0, -1));
  };
  return (
    <section className="scene-walk" ref={box} tabIndex={-1} onKeyDown={byKey} aria-label={data.question}>
      {said.length > 0 && (
        <ol className="scene-said">
          {said.map(({ asks, words }) => (
            <li key={asks}>
              <span className="quiet">{asks}</span> <bdi>{words}</bdi>
            </li>
          ))}
        </ol>
      )}
      <div role="status">
        {step !== null && <p className="strong">{step.asks}</p>}
        {end !== null && <End end={end} onEnd={onEnd} />}
      </div>
      {step !== null && (
        <div className="scene-answers">
          {step.answers.map(({ words }, at) => (
            <Button key={words} onClick={() => setChosen([...chosen, at])}>
              <kbd>{at + 1}</kbd> {words}
            </Button>
          ))}
        </div>
      )}
      {isBegun && (
        <Button size="small" type="text" onClick={() => setChosen(chosen.slice(0, -1))}>
          {t('knowledge.stepBack')}
        </Button>
      )}
    </section>
  );
}

type Step = Walked['steps'][number];

function walked({ steps }: Walked, chosen: readonly number[]) {
  const said: { readonly asks: string; readonly words: string }[] = [];
  let step: Step | null = steps[0] ?? null;
  let end: SceneEnd | null = null;
  for (const at of chosen) {
    const answer: Step['answers'][number] | undefined = step?.answers[at];
    if (step === null || answer === undefined) break;
    said.push({ asks: step.asks, words: answer.words });
    const { leads } = answer;
    end = leads.to === 'step' ? null : leads;
    step = leads.to === 'step' ? (steps.find(({ key }) => key === leads.step) ?? null) : null;
  }
  return { said, step, end };
}

function End({ end, onEnd }: { end: SceneEnd; onEnd: ((end: SceneEnd) => void) | undefined }) {
  const { t, say } = useWords();
  const go = (word: string, danger = false) =>
    onEnd && (
      <Button type="primary" danger={danger} onClick={() => onEnd(end)} autoFocus>
        {word}
      </Button>
    );
  switch (end.to) {
    case 'entry':
      if (end.entry === null) return <Alert type="warning" showIcon title={t('knowledge.deadLeaf')} />;
      return (
        <>
          <p className="strong">{end.entry.question}</p>
          <p className="said">{end.entry.answer}</p>
          {go(t('intake.knowledgeTake'))}
        </>
      );
    case 'ticket':
      return (
        <>
          <p>
            {t('knowledge.asTicket', { name: end.name ?? end.classCode })}
            {end.unit && <span className="quiet"> · {end.unit.name}</span>}
          </p>
          {end.name === null ? (
            <Alert type="warning" showIcon title={t('knowledge.deadLeaf')} />
          ) : (
            go(t('knowledge.takeClass'))
          )}
        </>
      );
    case 'line':
      return (
        <>
          <p className="strong">{t('knowledge.toLine', { line: end.line })}</p>
          {go(t('intake.toLine', { line: end.line }), true)}
        </>
      );
    case 'decline':
      return (
        <>
          <p>{t('knowledge.toDecline', { reason: say(end.words) })}</p>
          {go(t('knowledge.takeDecline'))}
        </>
      );
  }
}
