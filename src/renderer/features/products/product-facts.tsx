import { Skeleton } from '@mantine/core';
import type { ReactNode } from 'react';
import { z } from 'zod';
import type { Product } from '#shared/contract/products.ts';
import { CopyText } from '../../components/copy-text.tsx';
import { absent } from '../../text/format.ts';
import { useText } from '../../text/use-text.ts';
import { useProductDetail } from './product-queries.ts';
import classes from './products.module.css';
import { useActorName } from './use-actor-name.ts';

const teachingSchema = z.object({ teaching: z.object({ good: z.number(), bad: z.number() }) });

/** What the newest version decides, and what its model was taught from. */
export function ProductFacts({ product }: { readonly product: Product }): ReactNode {
  const { t, format } = useText();
  const actorName = useActorName();
  const detail = useProductDetail(product);
  if (detail.data === undefined) return <Skeleton height={230} radius="md" />;
  const { recipe, golden, model } = detail.data;
  const { trigger, limits, pictures } = recipe;
  const tools = recipe.views.flatMap((view) => view.tools);
  const taught = teachingSchema.safeParse(model);
  const good = golden.filter(({ expected }) => expected === 'pass').length;
  const scores = (of: (tool: (typeof tools)[number]) => number | null): string =>
    tools.map((tool) => format.score(of(tool))).join(' · ');
  const facts: [string, ReactNode][] = [
    [t('products.field.threshold'), scores(({ threshold }) => threshold)],
    [
      t('products.field.reviewThreshold'),
      tools.every(({ reviewThreshold }) => reviewThreshold === null)
        ? t('products.none')
        : scores(({ reviewThreshold }) => reviewThreshold),
    ],
    [
      t('products.triggerTitle'),
      trigger.mode === 'free'
        ? t('products.every', { duration: format.duration(trigger.periodMs) })
        : t('products.trigger.software'),
    ],
    [t('products.field.judgeTimeout'), format.duration(limits.judgeTimeoutMs)],
    [
      t('products.picturesTitle'),
      `${t(`products.passes.${pictures.passes}`)} · ${t('products.days', { count: pictures.retentionDays, formatted: format.count(pictures.retentionDays) })}`,
    ],
    [
      t('products.goldenTitle'),
      golden.length === 0 ? t('products.noGolden') : t('products.goldenCount', { good, bad: golden.length - good }),
    ],
    [t('products.taught'), product.taughtAtUtc === null ? absent : format.dateTime(product.taughtAtUtc)],
    [
      t('products.taughtFrom'),
      taught.success ? t('products.taughtParts', { good: taught.data.teaching.good, bad: taught.data.teaching.bad }) : absent,
    ],
    [t('products.modelSince'), `${format.dateTime(product.modelSinceUtc)} · ${actorName(product.modelBy)}`],
    [t('products.field.model'), <CopyText key="model" text={product.modelSha256} />],
  ];
  return (
    <dl className={classes['facts']}>
      {facts.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
