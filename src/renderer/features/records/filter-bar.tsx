import { Button, NumberInput, SegmentedControl, Select, TextInput } from '@mantine/core';
import { DateTimePicker } from '@mantine/dates';
import { IconAdjustmentsHorizontal, IconFilterOff } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { partModeSchema } from '#shared/domain/inspection.ts';
import { reasonCodeSchema, reasonCodes } from '#shared/domain/reason.ts';
import { type Verdict, verdictSchema } from '#shared/domain/verdict.ts';
import { VerdictBadge } from '../../components/verdict-mark.tsx';
import { testIds } from '../../test-ids.ts';
import { useText } from '../../text/use-text.ts';
import { useAllProducts } from '../products/product-queries.ts';
import {
  type FilterChoice,
  hasMore,
  isNarrowed,
  noFilter,
  rejudgedChoices,
  type TimePreset,
  timePresets,
} from './records-filter.ts';
import classes from './records.module.css';

interface Props {
  readonly choice: FilterChoice;
  readonly onChoice: (choice: FilterChoice) => void;
}

/** Conditions that hold together; what is shown is what is exported. */
export function FilterBar({ choice, onChoice }: Props): ReactNode {
  const { t } = useText();
  const products = useAllProducts();
  const [more, setMore] = useState(false);
  const set = (change: Partial<FilterChoice>): void => onChoice({ ...choice, ...change });
  const toggle = (verdict: Verdict): void =>
    set({
      verdicts: choice.verdicts.includes(verdict)
        ? choice.verdicts.filter((one) => one !== verdict)
        : [...choice.verdicts, verdict],
    });

  return (
    <div className={classes['filters']}>
      <div className={classes['filterRow']}>
        <fieldset className={classes['verdicts']} aria-label={t('records.verdict')}>
          {verdictSchema.options.map((verdict) => (
            <button
              key={verdict}
              type="button"
              className={classes['verdictToggle']}
              aria-pressed={choice.verdicts.includes(verdict)}
              onClick={() => toggle(verdict)}
              data-testid={testIds.recordsVerdict}
              data-verdict={verdict}
            >
              <VerdictBadge tone={verdict} size={22} />
              {t(`verdictName.${verdict}`)}
            </button>
          ))}
        </fieldset>
        <SegmentedControl
          className={classes['time'] ?? ''}
          aria-label={t('records.time')}
          value={choice.preset}
          onChange={(value) => set({ preset: timePresets.find((one): one is TimePreset => one === value) ?? 'all' })}
          data={timePresets.map((preset) => ({ value: preset, label: t(`records.timePreset.${preset}`) }))}
          data-testid={testIds.recordsTime}
        />
      </div>
      <div className={classes['filterRow']}>
        {choice.preset === 'custom' && (
          <>
            <DateTimePicker
              className={classes['picker'] ?? ''}
              size="md"
              aria-label={t('records.from')}
              placeholder={t('records.from')}
              valueFormat="YYYY-MM-DD HH:mm"
              monthLabelFormat={t('records.monthFormat')}
              clearable
              value={choice.from}
              onChange={(from) => set({ from })}
            />
            <DateTimePicker
              className={classes['picker'] ?? ''}
              size="md"
              aria-label={t('records.to')}
              placeholder={t('records.to')}
              valueFormat="YYYY-MM-DD HH:mm"
              monthLabelFormat={t('records.monthFormat')}
              clearable
              value={choice.to}
              onChange={(to) => set({ to })}
            />
          </>
        )}
        <Select
          aria-label={t('records.product')}
          placeholder={t('records.anyProduct')}
          clearable
          data={(products.data ?? []).map((product) => ({ value: product.id, label: product.name }))}
          value={choice.productId}
          onChange={(productId) => set({ productId })}
        />
        <Select
          aria-label={t('records.reason')}
          placeholder={t('records.anyReason')}
          clearable
          searchable
          data={reasonCodes.map((code) => ({ value: code, label: t(`reason.${code}`) }))}
          value={choice.reason}
          onChange={(value) => set({ reason: reasonCodeSchema.nullable().catch(null).parse(value) })}
        />
        <Select
          aria-label={t('part.mode')}
          placeholder={t('records.anyMode')}
          clearable
          data={partModeSchema.options.map((mode) => ({ value: mode, label: t(`part.modeName.${mode}`) }))}
          value={choice.mode}
          onChange={(value) => set({ mode: partModeSchema.nullable().catch(null).parse(value) })}
        />
        <TextInput
          aria-label={t('records.lot')}
          placeholder={t('records.lot')}
          value={choice.lot}
          maxLength={80}
          onChange={(event) => set({ lot: event.currentTarget.value })}
          data-testid={testIds.recordsLot}
        />
        <TextInput
          aria-label={t('records.serial')}
          placeholder={t('records.serial')}
          value={choice.serial}
          maxLength={80}
          onChange={(event) => set({ serial: event.currentTarget.value })}
          data-testid={testIds.recordsSerial}
        />
        <Button
          variant="default"
          className={classes['clear'] ?? ''}
          aria-expanded={more}
          leftSection={<IconAdjustmentsHorizontal size={20} />}
          onClick={() => setMore(!more)}
          data-testid={testIds.recordsMore}
        >
          {t('records.more')}
        </Button>
        <Button
          variant="default"
          className={classes['clear'] ?? ''}
          leftSection={<IconFilterOff size={20} />}
          disabled={!isNarrowed(choice)}
          onClick={() => onChoice(noFilter)}
          data-testid={testIds.recordsClear}
        >
          {t('records.clear')}
        </Button>
      </div>
      {(more || hasMore(choice)) && (
        <div className={classes['filterRow']}>
          <TextInput
            aria-label={t('part.supplierLot')}
            placeholder={t('part.supplierLot')}
            value={choice.supplierLot}
            maxLength={80}
            onChange={(event) => set({ supplierLot: event.currentTarget.value })}
            data-testid={testIds.recordsSupplierLot}
          />
          <TextInput
            aria-label={t('records.kind')}
            placeholder={t('records.kind')}
            value={choice.defectKind}
            maxLength={60}
            onChange={(event) => set({ defectKind: event.currentTarget.value })}
            data-testid={testIds.recordsKind}
          />
          <Select
            aria-label={t('review.filter')}
            placeholder={t('review.filter')}
            clearable
            data={rejudgedChoices.map((value) => ({ value, label: t(`review.filterName.${value}`) }))}
            value={choice.rejudged}
            onChange={(value) => set({ rejudged: rejudgedChoices.find((one) => one === value) ?? null })}
            data-testid={testIds.recordsRejudged}
          />
          {(['minScore', 'maxScore'] as const).map((end) => (
            <NumberInput
              key={end}
              aria-label={t(`records.${end}`)}
              placeholder={t(`records.${end}`)}
              decimalScale={4}
              step={0.05}
              value={choice[end] ?? ''}
              onChange={(value) => set({ [end]: typeof value === 'number' ? value : null })}
              data-testid={testIds.recordsScore}
            />
          ))}
        </div>
      )}
    </div>
  );
}
