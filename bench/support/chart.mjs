import { shown } from './table.mjs';

const WIDTH = 760;
const LABELS = 190;
const VALUES = 90;
const BAR = 20;
const GAP = 8;
// Told apart in print and by most eyes that confuse red and green.
const COLOURS = ['#33608c', '#e09f3e', '#7d9c6f', '#9e5a63', '#7a7a7a'];

const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const said = (x, y, text, more = '') => `<text x="${x}" y="${y}" ${more}>${escaped(text)}</text>`;

/**
 * A chart of horizontal bars as SVG. Each panel has its own scale, from zero; the parts of a bar are stacked in the
 * order of the panel's `parts`, and the bar's whole is written behind it.
 */
export function barChart({ title, note, panels }) {
  const out = [];
  let y = 34;
  out.push(said(16, y, title, 'class="title"'));
  for (const panel of panels) {
    y += 34;
    out.push(said(16, y, `${panel.title} (${panel.unit})`, 'class="panel"'));
    y += 12;
    if (panel.parts.length > 1) {
      y += 10;
      out.push(...legend(panel.parts, y));
      y += 12;
    }
    const most = Math.max(...panel.bars.map(({ values }) => whole(values)), Number.MIN_VALUE);
    for (const { label, values } of panel.bars) {
      out.push(said(LABELS - 8, y + BAR - 5, label, 'text-anchor="end"'));
      let x = LABELS;
      values.forEach((value, i) => {
        const width = (value / most) * (WIDTH - LABELS - VALUES);
        out.push(
          `<rect x="${round(x)}" y="${y}" width="${round(width)}" height="${BAR}" fill="${COLOURS[i % COLOURS.length]}"/>`,
        );
        x += width;
      });
      out.push(said(round(x + 6), y + BAR - 5, shown(whole(values))));
      y += BAR + GAP;
    }
  }
  y += 18;
  out.push(said(16, y, note, 'class="note"'));
  const height = y + 16;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-label="${escaped(title).replaceAll('"', '&quot;')}">
<style>text{font:13px system-ui,sans-serif;fill:#222}.title{font-size:17px;font-weight:600}.panel{font-weight:600}.note{font-size:11px;fill:#555}</style>
<rect width="100%" height="100%" fill="#fff"/>
${out.join('\n')}
</svg>
`;
}

function legend(parts, y) {
  let x = LABELS;
  return parts.flatMap((part, i) => {
    const at = x;
    x += 26 + part.length * 7.5;
    return [
      `<rect x="${round(at)}" y="${y - 9}" width="10" height="10" fill="${COLOURS[i % COLOURS.length]}"/>`,
      said(round(at + 14), y, part),
    ];
  });
}

function whole(values) {
  return values.reduce((sum, value) => sum + value, 0);
}

function round(value) {
  return Math.round(value * 10) / 10;
}
