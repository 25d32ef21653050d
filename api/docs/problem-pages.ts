import { PROBLEM_CODES, PROBLEMS, type ProblemCode } from '../../contracts/problems.js';
import { escaped, page } from './html.js';

/** Backticks of the table become code. */
function marked(text: string): string {
  return escaped(text).replaceAll(/`([^`]+)`/g, '<code>$1</code>');
}

export function problemListPage(): string {
  const rows = PROBLEM_CODES.map((code) => {
    const { status, title } = PROBLEMS[code];
    return `<tr><td>${status}</td><td><a href="/problems/${code}"><code>${code}</code></a></td><td>${marked(title.zh)}<br>${marked(title.en)}</td></tr>`;
  });
  return page(
    'Problems 错误说明',
    `<h1>Problems 错误说明</h1><p>What the API answers when it cannot do what was asked. 接口拒绝请求时返回的错误。</p><table><tr><th>HTTP</th><th>code</th><th></th></tr>${rows.join('')}</table>`,
  );
}

export function problemPage(code: ProblemCode): string {
  const { status, title, advice } = PROBLEMS[code];
  return page(
    code,
    `<p><a href="/problems">Problems 错误说明</a></p><h1>${marked(title.zh)}<br>${marked(title.en)}</h1>
<p><code>${code}</code>, HTTP ${status}</p><h2>怎么办</h2><p>${marked(advice.zh)}</p><h2>What to do</h2><p>${marked(advice.en)}</p>`,
  );
}
