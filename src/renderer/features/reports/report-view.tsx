import { Button } from '@mantine/core';
import { IconFileTypePdf, IconPrinter, IconTable } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { Report } from '#shared/domain/report.ts';
import { reportAddress } from '../../client/addresses.ts';
import { Empty } from '../../components/empty.tsx';
import { testIds } from '../../test-ids.ts';
import { formatFor } from '../../text/format.ts';
import { currentLanguage } from '../../text/i18n.ts';
import { useText } from '../../text/use-text.ts';
import { ReportCharts } from './report-charts.tsx';
import { ReportFacts } from './report-facts.tsx';
import { ReportFigures } from './report-figures.tsx';
import { useScopeText } from './scope-text.ts';
import classes from './reports.module.css';

/** A finished report: its figures on screen, and its files to take away. */
export function ReportView({ id, report }: { readonly id: string; readonly report: Report }): ReactNode {
  const { t } = useText();
  const format = formatFor(currentLanguage(), report.timeZone);
  const scopeText = useScopeText(format);
  const empty = report.counters.total === 0;
  return (
    <article className={classes['report']} data-testid={testIds.report} data-report={id}>
      <header className={classes['reportHead']}>
        <div>
          <h2>{scopeText(report.scope)}</h2>
          <p className={classes['quiet']}>
            {t('reports.made', { name: report.madeBy, time: format.dateTime(report.madeAtUtc) })} · {report.timeZone}
          </p>
        </div>
        <div className={classes['files']}>
          <Button
            component="a"
            href={reportAddress(id, 'pdf')}
            download
            leftSection={<IconFileTypePdf size={22} />}
            data-testid={testIds.reportPdf}
          >
            {t('reports.pdf')}
          </Button>
          <Button
            component="a"
            href={`${reportAddress(id, 'pdf')}?view=1`}
            target="_blank"
            rel="noopener"
            variant="default"
            leftSection={<IconPrinter size={20} />}
            data-testid={testIds.reportPrint}
          >
            {t('reports.print')}
          </Button>
          <Button
            component="a"
            href={reportAddress(id, 'csv')}
            download
            variant="default"
            leftSection={<IconTable size={20} />}
            data-testid={testIds.reportCsv}
          >
            {t('reports.csv')}
          </Button>
          <Button
            component="a"
            href={reportAddress(id, 'parts')}
            download
            variant="default"
            leftSection={<IconTable size={20} />}
            data-testid={testIds.reportPartsCsv}
          >
            {t('reports.partsCsv')}
          </Button>
        </div>
      </header>
      <ReportFigures report={report} />
      {empty ? (
        <Empty title={t('reports.noPartsTitle')} text={t('reports.noPartsText')} testId={testIds.reportEmpty} />
      ) : (
        <>
          <ReportCharts report={report} />
          <ReportFacts report={report} />
        </>
      )}
    </article>
  );
}
