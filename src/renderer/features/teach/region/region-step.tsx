import { Button, SegmentedControl, Slider } from '@mantine/core';
import { IconArrowBackUp, IconArrowRight, IconPolygon, IconRectangle, IconTrash } from '@tabler/icons-react';
import { type ReactNode, useMemo, useState } from 'react';
import { Link } from 'wouter';
import type { OpenedDraft } from '#shared/contract/draft.ts';
import type { Region } from '#shared/domain/region.ts';
import { draftPictureAddress } from '../../../client/addresses.ts';
import { Empty } from '../../../components/empty.tsx';
import { testIds } from '../../../test-ids.ts';
import { useText } from '../../../text/use-text.ts';
import { stepAddress } from '../steps.ts';
import { useUndoKey } from '../use-undo-key.ts';
import { inUse, PictureStrip } from '../picture-strip.tsx';
import { RegionCanvas, type Tool } from './region-canvas.tsx';
import classes from './region.module.css';
import { useRegions } from './use-regions.ts';

const mostRegions = 16;
const tools = [
  { tool: 'rectangle', kind: 'inspect', Icon: IconRectangle },
  { tool: 'polygon', kind: 'inspect', Icon: IconPolygon },
  { tool: 'rectangle', kind: 'ignore', Icon: IconRectangle },
  { tool: 'polygon', kind: 'ignore', Icon: IconPolygon },
] as const;

/** Second step, on wish: where to inspect and what to ignore. */
export function RegionStep({ draft }: { readonly draft: OpenedDraft }): ReactNode {
  const { t } = useText();
  const compares = draft.method === 'reference';
  const usable = useMemo(
    () =>
      inUse(draft.pictures).filter(({ id, width }) => width !== null && (draft.method === 'anomaly' || id === draft.reference)),
    [draft.pictures, draft.method, draft.reference],
  );
  const [shown, setShown] = useState<string | null>(null);
  const [selected, setSelected] = useState<string | null>(null);
  const [drawing, setDrawing] = useState<{ tool: Tool; kind: Region['kind'] } | null>(null);
  const regions = useRegions(draft);
  const picture = usable.find(({ id }) => id === shown) ?? usable[0];
  const region = regions.list.find(({ id }) => id === selected) ?? null;
  // Only a region to inspect is weighed, and against others; a comparison has a least difference that counts, whatever the regions.
  const alone = !compares && regions.list.filter(({ kind }) => kind === 'inspect').length < 2;
  const { undo } = regions;
  useUndoKey(undo);

  if (picture === undefined) {
    return (
      <Empty
        title={t(compares ? 'teach.reference.none' : 'teach.regions.noneTitle')}
        text={t(compares ? 'teach.reference.regionsNone' : 'teach.regions.noneText')}
      >
        <Button size="lg" component={Link} href={stepAddress(draft.id, 'pictures')}>
          {t('teach.toPictures')}
        </Button>
      </Empty>
    );
  }
  const change = (to: Region): void => regions.set(regions.list.map((one) => (one.id === to.id ? to : one)));
  return (
    <div className={classes['work']}>
      <div className={classes['place']}>
        <RegionCanvas
          address={draftPictureAddress(draft.id, picture.id, 'view')}
          regions={regions}
          selected={selected}
          onSelect={setSelected}
          drawing={drawing}
          onDrawn={() => setDrawing(null)}
        />
        <PictureStrip draft={draft} pictures={usable} current={picture.id} onPick={setShown} />
      </div>
      <aside className={classes['panel']}>
        <div className={classes['told']}>
          <h2>{t('teach.regions.title')}</h2>
          <p className={classes['quiet']}>{t(compares ? 'teach.reference.regionsText' : 'teach.regions.text')}</p>
          <div className={classes['tools']}>
            {tools.map(({ tool, kind, Icon }) => {
              const on = drawing?.tool === tool && drawing.kind === kind;
              return (
                <button
                  key={`${tool} ${kind}`}
                  type="button"
                  className={classes['tool']}
                  aria-pressed={on}
                  disabled={regions.list.length >= mostRegions}
                  onClick={() => setDrawing(on ? null : { tool, kind })}
                  data-kind={kind}
                  data-testid={testIds.regionTool}
                  data-tool={`${kind}-${tool}`}
                >
                  <Icon size={24} stroke={1.75} aria-hidden />
                  {t(`teach.regions.draw.${kind}`)}
                  <span className={classes['quiet']}>{t(`teach.regions.tool.${tool}`)}</span>
                </button>
              );
            })}
          </div>
          <p className={classes['hint']} role="status">
            {drawing === null
              ? regions.list.length === 0
                ? t('teach.regions.whole')
                : t('teach.regions.hint')
              : t(`teach.regions.drawHint.${drawing.tool}`)}
          </p>
          {regions.list.length > 0 && (
            <ol className={classes['list']}>
              {regions.list.map((one, index) => (
                <li key={one.id}>
                  <button
                    type="button"
                    className={classes['item']}
                    aria-pressed={one.id === selected}
                    onClick={() => setSelected(one.id)}
                    data-kind={one.kind}
                    data-testid={testIds.regionItem}
                  >
                    <span className={classes['swatch']} data-kind={one.kind} />
                    {t(`teach.regions.named.${one.kind}`, { number: index + 1 })}
                  </button>
                </li>
              ))}
            </ol>
          )}
          {region !== null && (
            <RegionFacts
              key={region.id}
              region={region}
              alone={alone}
              onChange={change}
              onRemove={() => {
                regions.set(regions.list.filter(({ id }) => id !== region.id));
                setSelected(null);
              }}
            />
          )}
        </div>
        <footer className={classes['foot']}>
          <Button
            variant="default"
            size="lg"
            leftSection={<IconArrowBackUp size={20} />}
            disabled={undo === null}
            onClick={() => undo?.()}
          >
            {t('teach.undo')}
          </Button>
          <Button
            size="lg"
            component={Link}
            href={stepAddress(draft.id, 'teach')}
            rightSection={<IconArrowRight size={22} />}
            data-testid={testIds.nextStep}
          >
            {t('teach.next.teach')}
          </Button>
        </footer>
      </aside>
    </div>
  );
}

interface FactsProps {
  readonly region: Region;
  /** There is nothing to weigh it against. */
  readonly alone: boolean;
  readonly onChange: (region: Region) => void;
  readonly onRemove: () => void;
}

/** Sensitivity moves in steps that feel alike: halves and doubles are equally far from 1. */
const toSlider = (sensitivity: number): number => Math.log2(sensitivity);
const fromSlider = (value: number): number => 2 ** value;

function RegionFacts({ region, alone, onChange, onRemove }: FactsProps): ReactNode {
  const { t, format } = useText();
  const [value, setValue] = useState(toSlider(region.sensitivity));
  return (
    <section className={classes['facts']}>
      <SegmentedControl
        fullWidth
        aria-label={t('teach.regions.kind')}
        value={region.kind}
        onChange={(kind) => onChange({ ...region, kind: kind === 'ignore' ? 'ignore' : 'inspect' })}
        data={(['inspect', 'ignore'] as const).map((kind) => ({ value: kind, label: t(`teach.regions.draw.${kind}`) }))}
      />
      {region.kind === 'inspect' && (
        <div className={classes['sensitivity']}>
          <span>
            {t('teach.regions.sensitivity')} <strong>×{format.score(fromSlider(value))}</strong>
          </span>
          <Slider
            thumbLabel={t('teach.regions.sensitivity')}
            data-testid={testIds.regionSensitivity}
            min={-2}
            max={2}
            step={0.25}
            label={null}
            thumbSize={28}
            size="lg"
            marks={[{ value: -2 }, { value: 0 }, { value: 2 }]}
            value={value}
            disabled={alone}
            onChange={setValue}
            onChangeEnd={(end) => onChange({ ...region, sensitivity: fromSlider(end) })}
          />
          <p className={classes['quiet']}>{t(alone ? 'teach.regions.sensitivityAlone' : 'teach.regions.sensitivityText')}</p>
        </div>
      )}
      <Button variant="default" leftSection={<IconTrash size={20} />} onClick={onRemove} data-testid={testIds.regionRemove}>
        {t('teach.regions.remove')}
      </Button>
    </section>
  );
}
