import { Button } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import type { PartReport, Resemblance } from '#shared/domain/inspection.ts';
import { pictureAddress } from '../../client/addresses.ts';
import { useRegions } from '../../client/recipe-regions.ts';
import { PictureCrop } from '../../components/picture-crop.tsx';
import { testIds } from '../../test-ids.ts';
import { useText } from '../../text/use-text.ts';
import classes from './resemblances.module.css';
import { showsWhole } from './shows-whole.ts';

const side = 76;
/** A part that is wrong all over has many defects: the first say enough. */
const shownAtFirst = 3;

/**
 * What a part has to show for it: of each defect its place, and what it looked most like in the good pictures, or what the
 * reference shows there. `brief`: for a
 * glance, where there is little room.
 */
export function Resemblances({ report, brief = false }: { readonly report: PartReport; readonly brief?: boolean }): ReactNode {
  const { t } = useText();
  const [all, setAll] = useState(false);
  const told = report.tools[0]?.resemblances ?? [];
  if (told.length === 0 || report.verdict === 'error') return null;
  const compares = report.tools[0]?.kind === 'reference';
  const shown = all ? told : told.slice(0, shownAtFirst);
  return (
    <section className={classes['resemblances']} data-brief={brief || undefined} data-testid={testIds.partResemblances}>
      <h3>{t(compares ? 'part.alike.shouldBe' : 'part.alike.title')}</h3>
      {!brief && <p className={classes['hint']}>{t(compares ? 'part.alike.shouldBeHint' : 'part.alike.hint')}</p>}
      {shown.map((one) => (
        <Pair key={`${one.defect},${one.x},${one.y}`} report={report} resemblance={one} named={!brief || told.length > 1} />
      ))}
      {shown.length < told.length && (
        <Button variant="default" mt={8} onClick={() => setAll(true)}>
          {t('part.alike.all', { count: told.length })}
        </Button>
      )}
    </section>
  );
}

interface PairProps {
  readonly report: PartReport;
  readonly resemblance: Resemblance;
  /** Says which defect it is. */
  readonly named: boolean;
}

function Pair({ report, resemblance, named }: PairProps): ReactNode {
  const { t, format } = useText();
  const regions = useRegions(report);
  const compares = report.tools[0]?.kind === 'reference';
  const { defect, good } = resemblance;
  const name = defect === null ? t('part.alike.highest') : t('part.alike.defect', { number: format.count(defect + 1) });
  const size = report.width === null || report.height === null ? undefined : { width: report.width, height: report.height };
  return (
    <figure className={classes['pair']} data-testid={testIds.partResemblance}>
      {named && <figcaption>{name}</figcaption>}
      <div className={classes['crops']}>
        {report.pictureUrl !== null && showsWhole(report, regions) && (
          <span className={classes['part']}>
            <PictureCrop src={pictureAddress(report.id)} alt={name} place={resemblance} picture={size} side={side} />
          </span>
        )}
        {good.map((one) => (
          <PictureCrop
            key={one.picture}
            src={one.pictureUrl ?? ''}
            alt={compares ? t('part.alike.reference') : t('part.alike.good', { number: format.count(one.picture + 1) })}
            place={one}
            side={side}
          />
        ))}
      </div>
    </figure>
  );
}
