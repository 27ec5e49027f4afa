import { createHash } from 'node:crypto';
import type { ShellTexts } from './texts.ts';

/** Asks until the station answers, then loads what was asked for in the first place. */
const script = `
  const again = async () => {
    const answer = await fetch('/api/v1/session').catch(() => null);
    if (answer !== null && answer.status < 500) location.reload();
    else setTimeout(again, 300);
  };
  setTimeout(again, 300);
`;

const style = `
  :root { color-scheme: light dark; }
  body { margin: 0; min-height: 100vh; display: grid; place-content: center; text-align: center; gap: 1rem;
    font: 1.25rem/1.5 system-ui, sans-serif; background: Canvas; color: CanvasText; }
  h1 { font-size: 2rem; margin: 0; } p { margin: 0; opacity: .75; }
  i { width: 2.5rem; height: 2.5rem; margin: 0 auto; border-radius: 50%; border: 3px solid currentColor; border-top-color: transparent; animation: turn 1s linear infinite; opacity: .6; }
  @media (prefers-reduced-motion: reduce) { i { animation: none; } }
  @keyframes turn { to { transform: rotate(1turn); } }
`;

const escapeHtml = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** What the window shows while there is no station to take the page from. */
export function startingPage(texts: ShellTexts, problem: string | null): Response {
  const detail = problem === null ? texts.startingDetail : `${texts.startFailed} ${problem}`;
  const html = `<!doctype html><html lang="${texts.language}"><head><meta charset="utf-8"><title>Passline</title><style>${style}</style></head>
<body data-testid="starting"><i></i><h1>${escapeHtml(texts.starting)}</h1><p>${escapeHtml(detail)}</p><script>${script}</script></body></html>`;
  const hash = createHash('sha256').update(script).digest('base64');
  const policy = `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${hash}'; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'`;
  return new Response(html, {
    headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store', 'content-security-policy': policy },
  });
}
