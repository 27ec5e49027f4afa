import type { ReactNode } from 'react';
import type { PartReport } from '#shared/domain/inspection.ts';
import type { ViewLink } from '../../canvas/view-link.ts';
import { mapAddress, pictureAddress } from '../../client/addresses.ts';
import { useRegions } from '../../client/recipe-regions.ts';
import { PictureStage } from '../run/stage/picture-stage.tsx';
import { showsWhole } from './shows-whole.ts';

interface Props {
  readonly report: PartReport;
  /** Looked at together with another picture. */
  readonly link?: ViewLink | undefined;
  /** Without heat map, defects and its tools: a good part beside one that is looked at. */
  readonly plain?: boolean;
  /** Told once there is something to see, or nothing to be seen for good. */
  readonly onShown?: (partId: string) => void;
}

/** The picture of one recorded part with its heat map and defects; zooms like the live one. */
export function PartStage({ report, link, plain = false, onShown }: Props): ReactNode {
  const { id, pictureUrl, mapUrl, defects } = report;
  const regions = useRegions(report);
  const fits = showsWhole(report, regions);
  return (
    <PictureStage
      picture={pictureUrl === null ? null : pictureAddress(id)}
      map={mapUrl === null || !fits ? null : mapAddress(id)}
      defects={defects}
      regions={fits ? regions : undefined}
      plain={plain}
      link={link}
      onShown={() => onShown?.(id)}
    />
  );
}
