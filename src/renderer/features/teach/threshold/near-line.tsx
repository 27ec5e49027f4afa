import type { ReactNode } from 'react';
import type { OpenedDraft } from '#shared/contract/draft.ts';
import { draftPictureAddress } from '../../../client/addresses.ts';
import { VerdictBadge } from '../../../components/verdict-mark.tsx';
import { testIds } from '../../../test-ids.ts';
import { useText } from '../../../text/use-text.ts';
import type { NearLine as Near } from './nearest.ts';
import type { PlotPoint } from './score-plot.ts';
import classes from './threshold.module.css';

interface Props {
  readonly draft: OpenedDraft;
  readonly near: Near;
  readonly onLook: (id: string) => void;
}

/** The pictures on which the line decides: just below it and just above. */
export function NearLine({ draft, near, onLook }: Props): ReactNode {
  const { t } = useText();
  return (
    <div className={classes['near']}>
      {(['pass', 'fail'] as const).map((side) => (
        <section key={side} data-side={side}>
          <h3>{t(`teach.threshold.near.${side}`)}</h3>
          <div className={classes['nearList']}>
            {(side === 'pass' ? near.pass.toReversed() : near.fail).map((point) => (
              <NearPicture key={point.id} draft={draft} point={point} side={side} onLook={onLook} />
            ))}
            {near[side].length === 0 && <p className={classes['quiet']}>{t(`teach.threshold.none.${side}`)}</p>}
          </div>
        </section>
      ))}
    </div>
  );
}

function NearPicture({
  draft,
  point,
  side,
  onLook,
}: {
  readonly draft: OpenedDraft;
  readonly point: PlotPoint;
  readonly side: 'pass' | 'fail';
  readonly onLook: (id: string) => void;
}): ReactNode {
  const { t, format } = useText();
  const wrong = point.bad !== (side === 'fail');
  const picture = draft.pictures.find(({ id }) => id === point.id);
  return (
    <button
      type="button"
      className={classes['nearItem']}
      data-wrong={wrong || undefined}
      onClick={() => onLook(point.id)}
      data-testid={testIds.nearItem}
      data-side={side}
    >
      <span className={classes['nearPicture']}>
        <img src={draftPictureAddress(draft.id, point.id, 'thumb')} alt={picture?.name ?? ''} draggable={false} />
        {wrong && <span>{point.bad ? t('teach.threshold.missed') : t('teach.threshold.rejected')}</span>}
      </span>
      <span className={classes['nearText']}>
        <VerdictBadge tone={point.bad ? 'fail' : 'pass'} size={18} />
        <span>{point.bad ? (picture?.defect ?? '') : ''}</span>
        <strong>{format.score(point.score)}</strong>
      </span>
    </button>
  );
}
