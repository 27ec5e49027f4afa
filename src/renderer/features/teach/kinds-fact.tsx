import type { ReactNode } from 'react';
import { testIds } from '../../test-ids.ts';
import { useText } from '../../text/use-text.ts';
import type { ModelCardView } from './model-card.ts';
import classes from './kinds-fact.module.css';

/** Which kinds of defects the model names and how well; nothing where no bad picture says its kind. */
export function KindsFact({ card }: { readonly card: ModelCardView }): ReactNode {
  const { t, format } = useText();
  const told = card.kinds;
  if (told === undefined) return null;
  const { kinds, kept, named, right } = told;
  const names = format.list(kinds.map(({ name, pictures }) => `${name} (${format.count(pictures)})`));
  const percent = (share: number) => `${format.count(100 * share)} %`;
  return (
    <section className={classes['kinds']} data-testid={testIds.modelKinds}>
      <h3>{t('teach.model.kinds')}</h3>
      {kinds.length > 0 && <p>{names}</p>}
      <p className={classes['quiet']}>
        {kinds.length < 2
          ? t('teach.model.kindsFew')
          : kept && right !== null
            ? t('teach.model.kindsKept', { named: percent(named), right: percent(right) })
            : t('teach.model.kindsAlike')}
      </p>
    </section>
  );
}
