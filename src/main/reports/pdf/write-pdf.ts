import { writeFile } from 'node:fs/promises';
import pdfmake from 'pdfmake';
import type { Report } from '#shared/domain/report.ts';
import type { Language } from '#shared/i18n/index.ts';
import { assetPath } from '../../paths.ts';
import { reportDocument } from './document.ts';
import type { GalleryContent } from './gallery.ts';
import { fontFamily } from './style.ts';
import { writingIn } from './writing.ts';

/** Draws a report as PDF with vector charts; of the fonts only the characters that it uses are embedded. */
export async function writePdf(
  path: string,
  report: Report,
  options: GalleryContent & { readonly language: Language },
): Promise<void> {
  const regular = assetPath('fonts/NotoSansSC-Regular.ttf');
  const bold = assetPath('fonts/NotoSansSC-Bold.ttf');
  pdfmake.setFonts({ [fontFamily]: { normal: regular, bold, italics: regular, bolditalics: bold } });
  // Nothing that stands in a record may make the drawing fetch or read anything.
  pdfmake.setUrlAccessPolicy(() => false);
  pdfmake.setLocalAccessPolicy((file) => file === regular || file === bold);
  const document = reportDocument(report, options, writingIn(options.language, report.timeZone));
  const buffer = await pdfmake.createPdf(document).getBuffer();
  await writeFile(path, buffer, { mode: 0o600 });
}
