import { extname, join, normalize, sep } from 'node:path';
import { fileResponse } from './file-response.ts';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
};

/**
 * The built page from `folder`: files under `assets/` carry a hash in their name and are kept by the browser for good,
 * `index.html` is asked for again each time, and every address without a file extension is the page's own (its router).
 */
export async function pageResponse(pathname: string, folder: string): Promise<Response> {
  const file = fileFor(pathname, folder);
  const type = file && types[extname(file)];
  if (file && type) {
    const kept = pathname.startsWith('/assets/');
    const answer = await fileResponse(file, {
      'content-type': type,
      'cache-control': kept ? 'public, max-age=31536000, immutable' : 'no-cache',
    });
    if (answer) return answer;
  }
  if (extname(pathname) !== '') return notePage(404, 'Not found', 'There is nothing here.');
  const index = await fileResponse(join(folder, 'index.html'), {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-cache',
  });
  return index ?? notePage(503, 'Not built', 'The page of this station is not built yet: run “npm run build”.');
}

function fileFor(pathname: string, folder: string): string | null {
  if (pathname === '/') return null;
  let path: string;
  try {
    path = decodeURIComponent(pathname);
  } catch {
    return null;
  }
  if (path.includes('\0') || path.includes('\\')) return null;
  const file = normalize(join(folder, path));
  return file.startsWith(folder.endsWith(sep) ? folder : folder + sep) ? file : null;
}

/** For someone who came without the secret of the printed address. */
export function doorPage(): Response {
  return notePage(
    401,
    'Passline',
    'This is a Passline inspection station. Open the address that was printed when it started: the one that ends in “?token=…”. ' +
      '这是 Passline 检测工位。请使用启动时打印的网址（以“?token=…”结尾）打开。',
  );
}

function notePage(status: number, title: string, text: string): Response {
  const html = `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title>
<body style="font:18px/1.6 system-ui,sans-serif;max-width:36em;margin:15vh auto;padding:0 1.5em;color-scheme:light dark"><h1>${title}</h1><p>${text}</p></body></html>`;
  return new Response(html, { status, headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' } });
}
