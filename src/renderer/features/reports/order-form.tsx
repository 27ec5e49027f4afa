import { Button, Select, TextInput } from '@mantine/core';
import { DateTimePicker } from '@mantine/dates';
import { IconReportAnalytics } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { proofDepthSchema } from '#shared/domain/report.ts';
import { type Language, languages } from '#shared/i18n/index.ts';
import { testIds } from '../../test-ids.ts';
import { useText } from '../../text/use-text.ts';
import { useAllProducts } from '../products/product-queries.ts';
import { isPossible, periods, type ReportChoice } from './report-choice.ts';
import classes from './reports.module.css';

interface Props {
  readonly choice: ReportChoice;
  readonly onChoice: (choice: ReportChoice) => void;
  readonly onMake: () => void;
}

const tags = Object.keys(languages).filter((tag): tag is Language => Object.hasOwn(languages, tag));

/** What the next report is about. */
export function OrderForm({ choice, onChoice, onMake }: Props): ReactNode {
  const { t } = useText();
  const products = useAllProducts();
  const set = (change: Partial<ReportChoice>): void => onChoice({ ...choice, ...change });
  const picker = { size: 'md', valueFormat: 'YYYY-MM-DD HH:mm', clearable: true, className: classes['picker'] ?? '' } as const;
  return (
    <form
      className={classes['order']}
      onSubmit={(event) => {
        event.preventDefault();
        onMake();
      }}
    >
      <fieldset className={classes['periods']} aria-label={t('reports.period')}>
        {periods.map((period) => (
          <button
            key={period}
            type="button"
            aria-pressed={choice.period === period}
            className={classes['period']}
            onClick={() => set({ period })}
            data-testid={testIds.reportPeriod}
            data-period={period}
          >
            {t(`reports.preset.${period}`)}
          </button>
        ))}
      </fieldset>
      {choice.period === 'custom' && (
        <>
          <DateTimePicker
            {...picker}
            label={t('records.from')}
            monthLabelFormat={t('records.monthFormat')}
            value={choice.from}
            onChange={(from) => set({ from })}
          />
          <DateTimePicker
            {...picker}
            label={t('records.to')}
            monthLabelFormat={t('records.monthFormat')}
            value={choice.to}
            onChange={(to) => set({ to })}
            error={isPossible(choice) ? null : t('reports.impossible')}
          />
        </>
      )}
      <Select
        label={t('records.product')}
        placeholder={t('records.anyProduct')}
        clearable
        data={(products.data ?? []).map((product) => ({ value: product.id, label: product.name }))}
        value={choice.productId}
        onChange={(productId) => set({ productId })}
      />
      <div className={classes['pair']}>
        <TextInput
          label={t('records.lot')}
          placeholder={t('reports.anyLot')}
          value={choice.lot}
          maxLength={80}
          onChange={(event) => set({ lot: event.currentTarget.value })}
          data-testid={testIds.reportLot}
        />
        <TextInput
          label={t('part.supplierLot')}
          placeholder={t('reports.anyLot')}
          value={choice.supplierLot}
          maxLength={80}
          onChange={(event) => set({ supplierLot: event.currentTarget.value })}
        />
      </div>
      <Select
        label={t('reports.language')}
        allowDeselect={false}
        data={tags.map((tag) => ({ value: tag, label: languages[tag] }))}
        value={choice.language}
        onChange={(value) => set({ language: tags.find((tag) => tag === value) ?? choice.language })}
      />
      <Select
        label={t('reports.proof')}
        description={t('reports.proofText')}
        allowDeselect={false}
        data={proofDepthSchema.options.map((depth) => ({ value: depth, label: t(`reports.depth.${depth}`) }))}
        value={choice.proof}
        onChange={(value) => set({ proof: proofDepthSchema.catch(choice.proof).parse(value) })}
      />
      <Button
        type="submit"
        size="lg"
        fullWidth
        disabled={!isPossible(choice)}
        leftSection={<IconReportAnalytics size={24} />}
        data-testid={testIds.reportMake}
      >
        {t('reports.make')}
      </Button>
    </form>
  );
}
