import { createHash } from 'node:crypto';

/**
 * All the style there is. Colours keep 4.5 : 1 on their ground in both lights. No name of a font: telephones know best
 * which of theirs has the signs.
 */
export const STYLE = `:root{color-scheme:light dark;--g:#fff;--t:#1c2430;--s:#4d5868;--l:#8a94a3;--a:#0b5394;--o:#fff;--b:#eef3f9;--w:#9c1c1c}
@media(prefers-color-scheme:dark){:root{--g:#14181e;--t:#e8ecf1;--s:#aab4c2;--l:#6d7888;--a:#8fc1f5;--o:#0d1117;--b:#1e2733;--w:#ff9d94}}
*{box-sizing:border-box}
html{font:100%/1.6 sans-serif;background:var(--g);color:var(--t);-webkit-text-size-adjust:100%}
html.large{font-size:137.5%}
body{max-width:40rem;margin:0 auto;padding:0 1rem 2rem;overflow-wrap:anywhere}
header,nav{display:flex;flex-wrap:wrap;gap:.25rem 1rem;align-items:center}
header{justify-content:space-between;border-bottom:1px solid var(--l);margin-bottom:1rem}
a{color:var(--a)}
header a,nav a,footer a,.tree a,label.c{display:inline-flex;align-items:center;min-height:44px}
header>a{font-weight:bold;text-decoration:none}
h1{font-size:1.4rem;line-height:1.3;margin:.5rem 0}
h2{font-size:1.1rem;margin:1.5rem 0 .25rem}
p{margin:.5rem 0}
.s{color:var(--s)}
.now{background:var(--b);padding:.5rem 1rem;border-inline-start:4px solid var(--a)}
.now b,.big{font-size:1.2rem}
.big{font-size:1.7rem;letter-spacing:.06em;line-height:1.3;display:block}
.bad{color:var(--w);font-weight:bold}
.note{border:2px solid var(--a);padding:.5rem 1rem}
.note.bad{border-color:var(--w)}
ol,.tree{list-style:none;padding:0;margin:0}
ol li{padding:.4rem 0;border-top:1px solid var(--l)}
time{color:var(--s);display:block}
.do a,button{display:inline-flex;align-items:center;justify-content:center;min-height:48px;padding:.4rem 1.2rem;border:2px solid var(--a);border-radius:6px;font:inherit;text-decoration:none}
button{background:var(--a);color:var(--o);cursor:pointer;margin:1rem 0}
.do{margin:1rem 0;gap:.6rem}
label,legend{display:block;font-weight:bold;margin-top:1rem;padding:0}
label.c{display:flex;font-weight:normal;margin:0;gap:.6rem}
fieldset{border:0;padding:0;margin:1rem 0 0;min-width:0}
legend{margin:0}
input,select,textarea{font:inherit;color:inherit;background:var(--g);border:1px solid var(--l);border-radius:4px;padding:.5rem;width:100%;min-height:48px}
input[type=radio],input[type=checkbox]{width:24px;height:24px;min-height:0;flex:none;accent-color:var(--a)}
textarea{min-height:8rem}
:focus-visible{outline:3px solid var(--a);outline-offset:2px}
[aria-invalid]{border:2px solid var(--w)}
.skip{position:absolute;left:-999rem}.skip:focus{position:static}
.pot{position:absolute;left:-999rem;height:1px;overflow:hidden}
@media print{header nav,.do,form,footer,.skip{display:none}html{color:#000;background:#fff;font-size:12pt}.now{background:none}a{color:#000}li{break-inside:avoid}}`;

/** So that a browser takes this style and no other. */
const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');

/** Nothing but this style and forms to ourselves: no script, no frame, nothing from elsewhere. */
export const PAGE_POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${STYLE_HASH}'`,
  "img-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');
