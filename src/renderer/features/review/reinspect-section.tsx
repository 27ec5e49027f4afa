import { Button, Select } from '@mantine/core';
import { IconRefreshDot } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { Reinspection } from '#shared/contract/review.ts';
import type { PartReport } from '#shared/domain/inspection.ts';
import { api } from '../../client/api.ts';
import { failureOf } from '../../client/failure.ts';
import { VerdictBadge } from '../../components/verdict-mark.tsx';
import { testIds } from '../../test-ids.ts';
import { useText } from '../../text/use-text.ts';
import { useAllProducts, useVersions } from '../products/product-queries.ts';
import classes from './reinspect.module.css';

/** The kept picture judged by another recipe version: an answer on the screen, nothing in the record. */
export function ReinspectSection({ report }: { readonly report: PartReport }): ReactNode {
  const { t, format } = useText();
  const products = useAllProducts();
  const [productId, setProductId] = useState(report.productId);
  const [version, setVersion] = useState<number | null>(null);
  const judged = useMutation({
    mutationFn: () =>
      api.review.reinspect({
        id: report.id,
        ...(productId === null ? {} : { productId }),
        ...(version === null ? {} : { version }),
      }),
  });
  const failure = judged.isError ? failureOf(judged.error) : null;
  const versions = useVersions(productId);
  const newest = versions.data?.[0]?.version;
  const choices = (versions.data ?? []).map((one) => ({
    value: String(one.version),
    label: `${t('part.recipeVersion', { version: one.version })} · ${format.date(one.createdAtUtc)}`,
  }));

  return (
    <div className={classes['reinspect']}>
      <p className={classes['quiet']}>{t('review.againText')}</p>
      <div className={classes['row']}>
        <Select
          aria-label={t('part.product')}
          allowDeselect={false}
          data={(products.data ?? []).map((product) => ({ value: product.id, label: product.name }))}
          value={productId}
          onChange={(value) => {
            setProductId(value);
            setVersion(null);
          }}
        />
        <Select
          aria-label={t('review.version')}
          placeholder={t('review.version')}
          allowDeselect={false}
          data={choices}
          value={version === null ? (newest === undefined ? null : String(newest)) : String(version)}
          onChange={(value) => setVersion(value === null ? null : Number(value))}
          data-testid={testIds.reinspectVersion}
        />
        <Button
          variant="default"
          leftSection={<IconRefreshDot size={20} />}
          disabled={productId === null}
          loading={judged.isPending}
          onClick={() => judged.mutate()}
          data-testid={testIds.reinspect}
        >
          {t('review.againDo')}
        </Button>
      </div>
      {failure !== null && (
        <p role="alert" className={classes['notes']}>
          {failure.code === 'NOT_FOUND' ? t('review.againNotKept') : t(`error.${failure.code}`)}
        </p>
      )}
      {judged.data !== undefined && <Result result={judged.data} />}
    </div>
  );
}

function Result({ result }: { readonly result: Reinspection }): ReactNode {
  const { t, format } = useText();
  const { original } = result;
  const score = (of: { score: number | null; threshold: number | null }): string =>
    t('part.scoreOfThreshold', { score: format.scoreBeside(of.score, of.threshold), threshold: format.score(of.threshold) });
  const rows = [
    {
      key: 'then',
      verdict: original.verdict,
      version: original.recipeVersion,
      text: score(original),
      label: t('review.againThen'),
    },
    { key: 'now', verdict: result.verdict, version: result.version, text: score(result), label: t('review.againNow') },
  ] as const;
  return (
    <div className={classes['result']} data-testid={testIds.reinspected} data-verdict={result.verdict} role="status">
      {rows.map((row) => (
        <div key={row.key} className={classes['verdict']}>
          <span className={classes['quiet']}>
            {row.label} {row.version !== null && t('part.recipeVersion', { version: row.version })}
          </span>
          <VerdictBadge tone={row.verdict} size={22} />
          <strong>{t(`verdictName.${row.verdict}`)}</strong>
          <span>{row.text}</span>
        </div>
      ))}
      {result.detail !== null && <p className={classes['notes']}>{result.detail}</p>}
      {!result.lossless && <p className={classes['notes']}>{t('review.againJpeg')}</p>}
      {!result.intact && (
        <p className={classes['notes']} role="alert">
          {t('review.againChanged')}
        </p>
      )}
    </div>
  );
}
