import type { TFunction } from 'i18next';
import { z } from 'zod';
import type { AuditRecord } from '#shared/contract/audit.ts';
import { roleSchema } from '#shared/contract/rights.ts';
import { verdictSchema } from '#shared/domain/verdict.ts';
import { type Catalogue, en } from '#shared/i18n/index.ts';
import type { Format } from '../../../text/format.ts';

type Act = keyof Catalogue['audit']['act'];

const actOf = (action: string): Act | null => {
  const key = action.replaceAll('.', '_');
  return isAct(key) ? key : null;
};
const isAct = (key: string): key is Act => Object.hasOwn(en.audit.act, key);

/** Who acted, as it is said: people by their name. */
export function actorName(actor: string, t: TFunction): string {
  return actor === 'system' || actor === 'key' || actor === 'cli' || actor === 'guest' ? t(`audit.actor.${actor}`) : actor;
}

/** An act in a choice of acts. */
export function actName(action: string, t: TFunction): string {
  const act = actOf(action);
  return act === null ? action : t(`audit.act.${act}.name`);
}

/** What an entry of the audit trail says, as one sentence. One that this version knows nothing of is told by its code. */
export function auditSentence(entry: AuditRecord, t: TFunction, format: Format): string {
  const { action, detail } = entry;
  const act = actOf(action);
  const actor = actorName(entry.actor, t);
  if (act === null) return t('audit.other', { actor, action, subject: entry.subject ?? '' }).trim();
  const values: Record<string, string> = {};
  for (const [name, value] of Object.entries(detail)) values[name] = textOf(value, t, format);
  return t(`audit.act.${act}.said`, {
    ...values,
    ...extraOf(entry, t, format),
    actor,
    subject: subjectOf(entry, t),
  }).trim();
}

function textOf(value: unknown, t: TFunction, format: Format): string {
  if (typeof value === 'number') return format.count(value);
  if (typeof value !== 'string') return '';
  const role = roleSchema.safeParse(value);
  if (role.success) return t(`role.${role.data}`);
  const verdict = verdictSchema.safeParse(value);
  return verdict.success ? t(`verdictName.${verdict.data}`) : value;
}

function subjectOf({ action, subject }: AuditRecord, t: TFunction): string {
  if (subject !== null && subject !== '') return subject;
  return action === 'lot.changed' ? t('audit.noLot') : t('audit.nobody');
}

const sourceDetail = z.object({ source: z.object({ kind: z.enum(['simulated', 'folder']), path: z.string().optional() }) });
const userDetail = z.object({
  role: roleSchema.optional(),
  roleBefore: roleSchema.optional(),
  active: z.boolean().optional(),
  secretChanged: z.boolean().optional(),
});
const clockDetail = z.object({ stepMs: z.number() });

/** What a sentence needs besides the plain values of the entry. */
function extraOf({ action, detail }: AuditRecord, t: TFunction, format: Format): Record<string, string> {
  switch (action) {
    case 'source.changed': {
      const parsed = sourceDetail.safeParse(detail);
      if (!parsed.success) return {};
      const { kind, path } = parsed.data.source;
      return { source: [t(`settings.sourceKind.${kind}`), path].filter((text) => text !== undefined).join(' ') };
    }
    case 'user.changed': {
      const parsed = userDetail.safeParse(detail);
      if (!parsed.success) return {};
      const { role, roleBefore, active, secretChanged } = parsed.data;
      const changes = [
        role && roleBefore && t('audit.changes.role', { before: t(`role.${roleBefore}`), after: t(`role.${role}`) }),
        active !== undefined && t(active ? 'audit.changes.allowed' : 'audit.changes.blocked'),
        secretChanged === true && t('audit.changes.secret'),
      ];
      return { changes: format.list(changes.filter((text): text is string => typeof text === 'string')) };
    }
    case 'clock.stepped': {
      const parsed = clockDetail.safeParse(detail);
      return { seconds: parsed.success ? format.decimal(parsed.data.stepMs / 1000, 1) : '?' };
    }
    default:
      return {};
  }
}
