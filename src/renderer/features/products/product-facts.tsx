import { Skeleton } from '@mantine/core';
import type { ReactNode } from 'react';
import { z } from 'zod';
import type { Product } from '#shared/contract/products.ts';
import type { ProductPace } from '#shared/domain/disk-forecast.ts';
import { CopyText } from '../../components/copy-text.tsx';
import { Explained, type ExplainedTerm } from '../../components/explained.tsx';
import { testIds } from '../../test-ids.ts';
import { absent } from '../../text/format.ts';
import { useText } from '../../text/use-text.ts';
import { actorName } from '../settings/audit/audit-sentence.ts';
import { useProductDetail, useProductPace } from './product-queries.ts';
import classes from './products.module.css';

const teachingSchema = z.object({ teaching: z.object({ good: z.number(), bad: z.number() }) });

/** What the newest version decides, and what its model was taught from. */
export function ProductFacts({ product }: { readonly product: Product }): ReactNode {
  const { t, format } = useText();
  const detail = useProductDetail(product);
  const pace = useProductPace(product);
  if (detail.data === undefined) return <Skeleton height={230} radius="md" />;
  const { recipe, golden, model } = detail.data;
  const { trigger, limits, pictures } = recipe;
  const tools = recipe.views.flatMap((view) => view.tools);
  const taught = teachingSchema.safeParse(model);
  const good = golden.filter(({ expected }) => expected === 'pass').length;
  const scores = (of: (tool: (typeof tools)[number]) => number | null): string =>
    tools.map((tool) => format.score(of(tool))).join(' · ');
  const facts: readonly { readonly label: string; readonly value: ReactNode; readonly term?: ExplainedTerm }[] = [
    { label: t('products.field.threshold'), value: scores(({ threshold }) => threshold), term: 'threshold' },
    {
      label: t('products.field.reviewThreshold'),
      value: tools.every(({ reviewThreshold }) => reviewThreshold === null)
        ? t('products.none')
        : scores(({ reviewThreshold }) => reviewThreshold),
      term: 'reviewThreshold',
    },
    {
      label: t('products.triggerTitle'),
      value:
        trigger.mode === 'free'
          ? t('products.every', { duration: format.duration(trigger.periodMs) })
          : t('products.trigger.software'),
    },
    { label: t('products.field.judgeTimeout'), value: format.duration(limits.judgeTimeoutMs) },
    {
      label: t('products.picturesTitle'),
      value: `${t(`products.passes.${pictures.passes}`)} · ${t('products.days', { count: pictures.retentionDays, formatted: format.count(pictures.retentionDays) })}`,
    },
    ...(pace === undefined ? [] : [{ label: t('products.disk'), value: <Pace pace={pace} />, term: 'disk' } as const]),
    {
      label: t('products.goldenTitle'),
      value: golden.length === 0 ? t('products.noGolden') : t('products.goldenCount', { good, bad: golden.length - good }),
      term: 'golden',
    },
    { label: t('products.taught'), value: product.taughtAtUtc === null ? absent : format.dateTime(product.taughtAtUtc) },
    {
      label: t('products.taughtFrom'),
      value: taught.success
        ? t('products.taughtParts', { good: taught.data.teaching.good, bad: taught.data.teaching.bad })
        : absent,
    },
    {
      label: t('products.modelSince'),
      value: `${format.dateTime(product.modelSinceUtc)} · ${actorName(product.modelBy, t)}`,
      term: 'modelSince',
    },
    { label: t('products.field.model'), value: <CopyText text={product.modelSha256} /> },
  ];
  return (
    <dl className={classes['facts']}>
      {facts.map(({ label, value, term }) => (
        <div key={label}>
          <dt>{term === undefined ? label : <Explained term={term}>{label}</Explained>}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Pace({ pace }: { readonly pace: ProductPace | null }): ReactNode {
  const { t, format } = useText();
  return (
    <span data-testid={testIds.productPace}>
      {pace === null
        ? t('products.diskUnknown')
        : t('products.diskPace', { perDay: format.bytes(pace.bytesPerDay), all: format.bytes(pace.bytesAtRetention) })}
    </span>
  );
}
