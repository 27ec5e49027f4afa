import type { ReasonCode } from '#shared/domain/reason.ts';
import type { Verdict } from '#shared/domain/verdict.ts';
import { catalogues, type Language } from '#shared/i18n/index.ts';
import { type Paper, papers } from '#shared/i18n/papers.ts';
import { type ReportFormat, reportFormat } from '../format.ts';

/** The language that a document is written in. */
export interface Writing {
  readonly language: Language;
  readonly texts: Paper;
  readonly format: ReportFormat;
  readonly reason: Readonly<Record<ReasonCode, string>>;
  readonly verdict: Readonly<Record<Verdict, string>>;
  /** What a judge of a model looks at; its own name where a later model brings one without words. */
  readonly scorerName: (name: string) => string;
}

export function writingIn(language: Language, zone: string): Writing {
  const { reason, verdictName, part } = catalogues[language];
  const scorers: Readonly<Record<string, string>> = part.scorer;
  return {
    language,
    texts: papers[language],
    format: reportFormat(language, zone),
    reason,
    verdict: verdictName,
    scorerName: (name) => scorers[name] ?? name,
  };
}
