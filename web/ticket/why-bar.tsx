import './why.css';
import { useWords } from '../words/i18n.js';
import { partsOf, SORTS, type Explanation } from './why-parts.js';

const HOUR_MS = 3_600_000;
/** Of the whole, so that an hour between days is still seen. */
const LEAST_SHARE = 0.004;

/** From the start to the date, drawn to scale; what each sort is stands below. */
export function WhyBar({ explanation }: { explanation: Explanation }) {
  const { t } = useWords();
  const parts = partsOf(explanation, Date.now());
  const whole = parts.reduce((sum, { from, to }) => sum + to - from, 0);
  const shown = SORTS.filter((one) => parts.some(({ sort }) => sort === one));
  return (
    <figure className="why">
      <div className="why-bar" role="img" aria-label={t('why.bar')}>
        {parts.map(({ from, to, sort }, at) => (
          <span
            key={at}
            className={`why-part is-${sort}`}
            style={{ flexGrow: Math.max((to - from) / HOUR_MS, (LEAST_SHARE * whole) / HOUR_MS) }}
          />
        ))}
      </div>
      <figcaption>
        {shown.map((sort) => (
          <span key={sort}>
            <span className={`why-sample is-${sort}`} aria-hidden /> {t(`why.sorts.${sort}`)}
          </span>
        ))}
      </figcaption>
    </figure>
  );
}
