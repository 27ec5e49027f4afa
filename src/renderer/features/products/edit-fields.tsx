import { NumberInput, SegmentedControl, Switch, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { testIds } from '../../test-ids.ts';
import { useText } from '../../text/use-text.ts';
import classes from './products.module.css';
import type { RecipeForm, ToolForm, Typed } from './recipe-form.ts';

interface Props {
  readonly form: RecipeForm;
  readonly onForm: (form: RecipeForm) => void;
}

/** The fields of a recipe, by what they are about. */
export function EditFields({ form, onForm }: Props): ReactNode {
  const { t } = useText();
  const set = (change: Partial<RecipeForm>): void => onForm({ ...form, ...change });
  const setTool = (id: string, change: Partial<ToolForm>): void =>
    set({ tools: form.tools.map((tool) => (tool.id === id ? { ...tool, ...change } : tool)) });
  const setLimit = (name: keyof RecipeForm['limits']) => (value: Typed) => set({ limits: { ...form.limits, [name]: value } });
  return (
    <div className={classes['groups']}>
      <fieldset className={classes['group']}>
        <legend>{t('products.productTitle')}</legend>
        <TextInput
          label={t('products.field.name')}
          value={form.name}
          maxLength={80}
          onChange={(event) => set({ name: event.currentTarget.value })}
          data-testid={testIds.productName}
        />
        <Figure
          label={t('products.field.number')}
          text={t('products.numberText')}
          range={[1, 9_999]}
          value={form.number}
          onValue={(number) => set({ number })}
        />
      </fieldset>
      {form.tools.map((tool) => (
        <fieldset key={tool.id} className={classes['group']}>
          <legend>{form.tools.length > 1 ? t('products.judgingOf', { tool: tool.id }) : t('products.judging')}</legend>
          <Figure
            label={t('products.field.threshold')}
            text={t('products.thresholdText')}
            range={[-1_000, 1_000]}
            step={0.01}
            value={tool.threshold}
            onValue={(threshold) => setTool(tool.id, { threshold })}
            testId={testIds.productThreshold}
          />
          <Switch
            size="md"
            classNames={{ body: classes['switch'] ?? '' }}
            label={t('products.reviewSwitch')}
            checked={tool.reviewThreshold !== null}
            onChange={(event) => {
              const below = Number((Number(tool.threshold) - 0.1).toFixed(4));
              setTool(tool.id, { reviewThreshold: event.currentTarget.checked ? below : null });
            }}
          />
          {tool.reviewThreshold !== null && (
            <Figure
              label={t('products.field.reviewThreshold')}
              text={t('products.reviewText')}
              range={[-1_000, 1_000]}
              step={0.01}
              value={tool.reviewThreshold}
              onValue={(reviewThreshold) => setTool(tool.id, { reviewThreshold })}
            />
          )}
          <Figure
            label={t('products.field.minDefectArea')}
            text={t('products.minDefectText')}
            unit=" px²"
            range={[0, 10_000_000]}
            value={tool.minDefectAreaPx}
            onValue={(minDefectAreaPx) => setTool(tool.id, { minDefectAreaPx })}
          />
        </fieldset>
      ))}
      <fieldset className={classes['group']}>
        <legend>{t('products.timeTitle')}</legend>
        <SegmentedControl
          fullWidth
          classNames={{ label: classes['segment'] ?? '' }}
          aria-label={t('products.field.triggerMode')}
          value={form.triggerMode}
          onChange={(mode) => set({ triggerMode: mode === 'free' ? 'free' : 'software' })}
          data={(['free', 'software'] as const).map((mode) => ({ value: mode, label: t(`products.trigger.${mode}`) }))}
        />
        {form.triggerMode === 'free' && (
          <Figure
            label={t('products.field.triggerPeriod')}
            unit=" ms"
            range={[10, 60_000]}
            value={form.periodMs}
            onValue={(periodMs) => set({ periodMs })}
          />
        )}
        <Figure
          label={t('products.field.frameAge')}
          text={t('products.frameAgeText')}
          unit=" ms"
          range={[50, 60_000]}
          value={form.limits.frameAgeMs}
          onValue={setLimit('frameAgeMs')}
        />
        <Figure
          label={t('products.field.frameTimeout')}
          unit=" ms"
          range={[50, 60_000]}
          value={form.limits.frameTimeoutMs}
          onValue={setLimit('frameTimeoutMs')}
        />
        <Figure
          label={t('products.field.judgeTimeout')}
          unit=" ms"
          range={[50, 60_000]}
          value={form.limits.judgeTimeoutMs}
          onValue={setLimit('judgeTimeoutMs')}
        />
      </fieldset>
      <fieldset className={classes['group']}>
        <legend>{t('products.picturesTitle')}</legend>
        <SegmentedControl
          fullWidth
          classNames={{ label: classes['segment'] ?? '' }}
          aria-label={t('products.field.passes')}
          value={form.passes}
          onChange={(passes) => set({ passes: passes === 'jpeg' ? 'jpeg' : 'none' })}
          data={(['jpeg', 'none'] as const).map((kept) => ({ value: kept, label: t(`products.passes.${kept}`) }))}
        />
        {form.passes === 'jpeg' && (
          <Figure
            label={t('products.field.jpegQuality')}
            range={[50, 100]}
            value={form.jpegQuality}
            onValue={(jpegQuality) => set({ jpegQuality })}
          />
        )}
        <Switch
          size="md"
          classNames={{ body: classes['switch'] ?? '' }}
          label={t('products.field.crops')}
          checked={form.crops}
          onChange={(event) => set({ crops: event.currentTarget.checked })}
        />
        <Figure
          label={t('products.field.retention')}
          text={t('products.retentionText')}
          range={[1, 3_650]}
          value={form.retentionDays}
          onValue={(retentionDays) => set({ retentionDays })}
        />
      </fieldset>
    </div>
  );
}

function Figure({
  label,
  text,
  unit,
  range: [min, max],
  step,
  value,
  onValue,
  testId,
}: {
  readonly label: string;
  readonly text?: string;
  readonly unit?: string;
  readonly range: readonly [number, number];
  /** Set: decimals are allowed. */
  readonly step?: number;
  readonly value: Typed;
  readonly onValue: (value: Typed) => void;
  readonly testId?: string;
}): ReactNode {
  return (
    <NumberInput
      label={label}
      {...(text !== undefined && { description: text })}
      {...(unit !== undefined && { suffix: unit })}
      {...(step !== undefined && { step })}
      min={min}
      max={max}
      allowDecimal={step !== undefined}
      decimalScale={4}
      clampBehavior="blur"
      value={value}
      onChange={onValue}
      data-testid={testId}
    />
  );
}
