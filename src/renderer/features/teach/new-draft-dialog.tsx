import { Button, Modal, SegmentedControl, Select, Stack, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, type SubmitEvent, useState } from 'react';
import { useLocation } from 'wouter';
import type { ToolKind } from '#shared/domain/recipe.ts';
import { api } from '../../client/api.ts';
import { queryKeys } from '../../client/query-client.ts';
import { testIds } from '../../test-ids.ts';
import { useText } from '../../text/use-text.ts';
import { useActs } from '../session/act-context.ts';
import { MethodChoice } from './method-choice.tsx';
import { takeDraft } from './use-draft.ts';

interface Props {
  readonly opened: boolean;
  readonly onClose: () => void;
}

/** Begins teaching: a new product by its name, or a new version of one. */
export function NewDraftDialog({ opened, onClose }: Props): ReactNode {
  const { t } = useText();
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('teach.newTitle')}
      size={520}
      closeButtonProps={{ 'aria-label': t('common.close'), size: 48 }}
    >
      <Form onDone={onClose} />
    </Modal>
  );
}

function Form({ onDone }: { readonly onDone: () => void }): ReactNode {
  const { t } = useText();
  const { act } = useActs();
  const [, go] = useLocation();
  const [name, setName] = useState('');
  const [kind, setKind] = useState<'product' | 'version'>('product');
  const [productId, setProductId] = useState<string | null>(null);
  const [method, setMethod] = useState<ToolKind>('anomaly');
  const products = useQuery({ queryKey: queryKeys.products, queryFn: () => api.products.list() });
  const known = products.data ?? [];
  const chosen = known.find(({ id }) => id === productId) ?? null;
  const named = kind === 'version' ? (chosen?.name ?? '') : name.trim();

  const create = (event: SubmitEvent): void => {
    event.preventDefault();
    if (named === '') return;
    act({
      right: 'engineer',
      run: async () => {
        const draft = await api.teach.create(
          // A new version is judged as the product is; in the step Teach that can be changed.
          kind === 'version' ? { name: named, productId } : { name: named, method },
        );
        takeDraft(draft);
        onDone();
        go(`/teach/${draft.id}`);
      },
    });
  };

  return (
    <form onSubmit={create}>
      <Stack gap={18}>
        {known.length > 0 && (
          <SegmentedControl
            fullWidth
            aria-label={t('teach.newTitle')}
            value={kind}
            onChange={(value) => setKind(value === 'version' ? 'version' : 'product')}
            data={[
              { value: 'product', label: t('teach.newProduct') },
              { value: 'version', label: t('teach.newVersion') },
            ]}
          />
        )}
        {kind === 'product' ? (
          <TextInput
            label={t('teach.name')}
            placeholder={t('teach.namePlaceholder')}
            maxLength={80}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            data-autofocus
            data-testid={testIds.draftName}
          />
        ) : (
          <Select
            label={t('teach.versionOf')}
            allowDeselect={false}
            data={known.map((product) => ({ value: product.id, label: product.name }))}
            value={productId}
            onChange={setProductId}
          />
        )}
        {kind === 'product' && <MethodChoice method={method} onMethod={setMethod} />}
        <Text c="dimmed" fz={14}>
          {kind === 'product' ? t('teach.newProductText') : t('teach.newVersionText')}
        </Text>
        <Button type="submit" size="lg" disabled={named === ''} data-testid={testIds.draftCreate}>
          {t('teach.create')}
        </Button>
      </Stack>
    </form>
  );
}
