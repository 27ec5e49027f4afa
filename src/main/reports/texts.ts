import type { Language } from '#shared/i18n/index.ts';
import type { PartMode } from '#shared/domain/inspection.ts';
import type { RejudgementReason } from '#shared/domain/rejudgement.ts';
import type { IntervalUnit } from '#shared/domain/report.ts';

/** What stands on paper and nowhere else; reasons and verdicts are those of the product's catalogues. */
export interface ReportTexts {
  readonly title: string;
  readonly subject: Readonly<
    Record<'station' | 'product' | 'period' | 'lot' | 'supplierLot' | 'parts' | 'madeBy' | 'madeAt' | 'version', string>
  >;
  readonly allProducts: string;
  readonly allTime: string;
  readonly since: (from: string) => string;
  readonly until: (to: string) => string;
  readonly numbers: (first: string, last: string) => string;
  readonly noParts: string;
  readonly notCounted: (list: string) => string;
  readonly mode: Readonly<Record<PartMode, string>>;
  readonly figure: Readonly<Record<'total' | 'ok' | 'review' | 'ng' | 'error' | 'yield', string>>;
  readonly yieldInterval: (low: string, high: string) => string;
  readonly share: string;
  readonly by: Readonly<Record<IntervalUnit, string>>;
  readonly section: Readonly<
    Record<
      | 'volume'
      | 'rejects'
      | 'hours'
      | 'reasons'
      | 'kinds'
      | 'scores'
      | 'thresholds'
      | 'cycle'
      | 'rejudged'
      | 'lots'
      | 'supplierLots'
      | 'recipes'
      | 'proof'
      | 'gallery'
      | 'method'
      | 'release',
      string
    >
  >;
  readonly accepted: string;
  readonly notAccepted: string;
  readonly noRejects: string;
  readonly paretoHint: string;
  readonly kindsHint: string;
  readonly unknownKind: string;
  readonly median: string;
  readonly band: string;
  readonly threshold: string;
  readonly cycle: Readonly<Record<'min' | 'mean' | 'p95' | 'max', string>>;
  readonly rejudged: {
    readonly none: string;
    readonly summary: (count: string, accepted: string, share: string) => string;
    readonly reason: Readonly<Record<RejudgementReason, string>>;
    readonly more: (count: string) => string;
  };
  readonly column: Readonly<
    Record<
      | 'judged'
      | 'at'
      | 'count'
      | 'rejudged'
      | 'reason'
      | 'by'
      | 'comment'
      | 'from'
      | 'part'
      | 'product'
      | 'recipe'
      | 'threshold'
      | 'lot'
      | 'supplierLot'
      | 'used'
      | 'share',
      string
    >
  >;
  readonly noLot: string;
  readonly others: (count: string) => string;
  readonly moreChanges: (count: string) => string;
  readonly recipeHash: string;
  readonly modelHash: string;
  readonly unknownRecipe: string;
  readonly createdBy: (name: string, at: string) => string;
  readonly proof: {
    readonly notMade: string;
    readonly ok: string;
    readonly broken: (count: string) => string;
    readonly scope: (parts: string, audit: string) => string;
    readonly pictures: (count: string) => string;
    readonly noPictures: string;
    readonly head: string;
    readonly reportHead: string;
    readonly headHint: string;
    readonly problem: string;
  };
  readonly galleryHint: (shown: string, all: string) => string;
  readonly picture: Readonly<Record<'none' | 'changed' | 'large', string>>;
  readonly score: string;
  readonly part: (number: string) => string;
  readonly serial: string;
  readonly method: readonly string[];
  readonly release: Readonly<Record<'name' | 'date' | 'signature', string>>;
  readonly page: (page: number, pages: number) => string;
}

const en: ReportTexts = {
  title: 'Inspection report',
  subject: {
    station: 'Station',
    product: 'Product',
    period: 'Period',
    lot: 'Lot',
    supplierLot: 'Supplier lot',
    parts: 'Part numbers',
    madeBy: 'Made by',
    madeAt: 'Made at',
    version: 'Software',
  },
  allProducts: 'All products',
  allTime: 'All records',
  since: (from) => `since ${from}`,
  until: (to) => `until ${to}`,
  numbers: (first, last) => `${first} to ${last}`,
  noParts: 'No production part was recorded in this period.',
  notCounted: (list) => `Not counted: ${list}.`,
  mode: { production: 'production', setup: 'set-up', golden: 'golden samples', service: 'service' },
  figure: { total: 'Inspected', ok: 'OK', review: 'Review', ng: 'NG', error: 'Error', yield: 'Yield' },
  yieldInterval: (low, high) => `95 % interval ${low} to ${high}`,
  share: 'share',
  by: { hour: 'by hour', day: 'by day', week: 'by week', month: 'by month', year: 'by year' },
  section: {
    volume: 'Inspected parts',
    rejects: 'Parts not accepted',
    hours: 'Parts not accepted by hour of the day',
    reasons: 'Reasons (Pareto)',
    kinds: 'Kinds of defects (Pareto)',
    scores: 'Scores and threshold',
    thresholds: 'History of the threshold',
    cycle: 'Cycle time, trigger to verdict',
    rejudged: 'Re-judgements',
    lots: 'Lots',
    supplierLots: 'Supplier lots',
    recipes: 'Recipes and models',
    proof: 'Proof of the records',
    gallery: 'Rejected parts with the highest scores',
    method: 'How the figures are made',
    release: 'Release',
  },
  accepted: 'OK',
  notAccepted: 'not accepted',
  noRejects: 'Every part was accepted.',
  kindsHint: 'Every defect of the parts that were not accepted, as the model that judged it names it.',
  unknownKind: 'unknown',
  paretoHint: 'Count, and share together with the rows above (line).',
  median: 'Median',
  band: 'Middle 90 %',
  threshold: 'Threshold',
  cycle: { min: 'Shortest', mean: 'Mean', p95: '95 % within', max: 'Longest' },
  rejudged: {
    none: 'No part was re-judged by a person.',
    summary: (count, accepted, share) =>
      `${count} parts were re-judged. With the re-judgements ${accepted} parts are accepted (${share}). The verdicts of the station stay as they are; all other figures are theirs.`,
    reason: {
      FALSE_REJECT: 'good part, wrongly rejected',
      CONFIRMED: 'the station was right',
      ESCAPE: 'bad part, wrongly accepted',
      ACCEPTABLE: 'defect within the limit',
      DIRT: 'dirt',
      LIGHTING: 'lighting',
      POSITION: 'position',
      FOCUS: 'focus',
      OTHER: 'other',
    },
    more: (count) => `and ${count} more: see the CSV of the parts`,
  },
  column: {
    judged: 'Station',
    at: 'At',
    count: 'Parts',
    rejudged: 'Person',
    reason: 'Reason',
    by: 'By',
    comment: 'Comment',
    from: 'From',
    part: 'Part',
    product: 'Product',
    recipe: 'Recipe',
    threshold: 'Threshold',
    lot: 'Lot',
    supplierLot: 'Supplier lot',
    used: 'Used',
    share: 'Yield',
  },
  noLot: 'without',
  others: (count) => `${count} others`,
  moreChanges: (count) => `and ${count} further changes`,
  recipeHash: 'Recipe',
  modelHash: 'Model',
  unknownRecipe: 'not in the records',
  createdBy: (name, at) => `saved by ${name}, ${at}`,
  proof: {
    notMade: 'The proof was left out of this report. "passline verify" makes it at any time.',
    ok: 'Proved: nothing was changed, removed or swapped.',
    broken: (count) => `NOT PROVED: ${count} problems were found.`,
    scope: (parts, audit) => `Rows: ${parts} parts and ${audit} audit entries, the whole chain of this station.`,
    pictures: (count) => `Pictures: ${count} files read and compared.`,
    noPictures: 'Pictures: files not read.',
    head: 'End of the chain when proved',
    reportHead: 'End of the chain when read',
    headHint: 'Whoever keeps this hash can prove later that no record up to here was changed.',
    problem: 'Problem',
  },
  galleryHint: (shown, all) => `${shown} of ${all} NG parts, highest score first. Outline: where the map crosses the threshold.`,
  picture: {
    none: 'no picture is stored any more',
    changed: 'the stored picture is not the recorded one',
    large: 'the stored picture is too large to print',
  },
  score: 'Score',
  part: (number) => `Part ${number}`,
  serial: 'Serial',
  method: [
    'Only production parts count; set-up, golden and service parts are told apart and never in a total.',
    'Yield is OK parts divided by all inspected parts; parts in review and errors are not accepted. Its interval is that of Wilson (95 %).',
    'A score below the threshold is accepted. 0.25 is the middle of the good parts the model was taught with, 0.5 its automatic threshold.',
    'All figures were counted row by row from one snapshot of the records; the CSV beside this report was written from the same rows.',
    'Reasons are codes of the verdict as it was recorded. Times are those of the station, in the time zone named above.',
  ],
  release: { name: 'Name', date: 'Date', signature: 'Signature' },
  page: (page, pages) => `Page ${page} of ${pages}`,
};

const zhCN: ReportTexts = {
  title: '检测报告',
  subject: {
    station: '工位',
    product: '产品',
    period: '时段',
    lot: '批次',
    supplierLot: '供应商批次',
    parts: '工件编号',
    madeBy: '制作人',
    madeAt: '制作时间',
    version: '软件',
  },
  allProducts: '全部产品',
  allTime: '全部记录',
  since: (from) => `自 ${from}`,
  until: (to) => `至 ${to}`,
  numbers: (first, last) => `${first} 至 ${last}`,
  noParts: '该时段内没有生产工件的记录。',
  notCounted: (list) => `未计入：${list}。`,
  mode: { production: '生产', setup: '调试', golden: '标准件', service: '服务' },
  figure: { total: '检测总数', ok: '合格', review: '待复判', ng: '不合格', error: '错误', yield: '良率' },
  yieldInterval: (low, high) => `95 % 置信区间 ${low} 至 ${high}`,
  share: '占比',
  by: { hour: '按小时', day: '按天', week: '按周', month: '按月', year: '按年' },
  section: {
    volume: '检测数量',
    rejects: '未接收的工件',
    hours: '未接收的工件（按一天中的小时）',
    reasons: '原因（帕累托图）',
    kinds: '缺陷类型（帕累托图）',
    scores: '得分与阈值',
    thresholds: '阈值历史',
    cycle: '节拍时间（触发至判定）',
    rejudged: '人工复判',
    lots: '批次',
    supplierLots: '供应商批次',
    recipes: '配方与模型',
    proof: '记录的证明',
    gallery: '得分最高的不合格工件',
    method: '数据说明',
    release: '放行',
  },
  accepted: '合格',
  notAccepted: '未接收',
  noRejects: '所有工件均已接收。',
  kindsHint: '未接收零件的每处缺陷，按判定它的模型所给的类型统计。',
  unknownKind: '未知',
  paretoHint: '数量，以及连同以上各行的累计占比（折线）。',
  median: '中位数',
  band: '中间 90 %',
  threshold: '阈值',
  cycle: { min: '最短', mean: '平均', p95: '95 % 不超过', max: '最长' },
  rejudged: {
    none: '没有工件经过人工复判。',
    summary: (count, accepted, share) =>
      `${count} 个工件经过人工复判。计入复判后接收 ${accepted} 个工件（${share}）。工位的判定保持不变；其他所有数字均以工位判定为准。`,
    reason: {
      FALSE_REJECT: '良品被误判',
      CONFIRMED: '工位判定正确',
      ESCAPE: '不良品被漏判',
      ACCEPTABLE: '缺陷在允许范围内',
      DIRT: '脏污',
      LIGHTING: '光照',
      POSITION: '位置',
      FOCUS: '对焦',
      OTHER: '其他',
    },
    more: (count) => `另有 ${count} 个，见工件 CSV`,
  },
  column: {
    judged: '工位',
    at: '时间',
    count: '数量',
    rejudged: '人工',
    reason: '原因',
    by: '人员',
    comment: '备注',
    from: '开始时间',
    part: '工件',
    product: '产品',
    recipe: '配方',
    threshold: '阈值',
    lot: '批次',
    supplierLot: '供应商批次',
    used: '使用时间',
    share: '良率',
  },
  noLot: '无批次',
  others: (count) => `其他 ${count} 项`,
  moreChanges: (count) => `另有 ${count} 次变更`,
  recipeHash: '配方',
  modelHash: '模型',
  unknownRecipe: '记录中没有',
  createdBy: (name, at) => `由 ${name} 保存于 ${at}`,
  proof: {
    notMade: '本报告未包含证明。可随时用 “passline verify” 生成。',
    ok: '已证明：没有任何内容被更改、删除或调换。',
    broken: (count) => `未通过证明：发现 ${count} 个问题。`,
    scope: (parts, audit) => `记录：${parts} 个工件和 ${audit} 条审计记录，即本工位的整条哈希链。`,
    pictures: (count) => `图片：已读取并比对 ${count} 个文件。`,
    noPictures: '图片：未读取文件。',
    head: '证明时哈希链的末端',
    reportHead: '读取时哈希链的末端',
    headHint: '保存此哈希值，日后即可证明在此之前的记录均未被更改。',
    problem: '问题',
  },
  galleryHint: (shown, all) => `${all} 个不合格工件中的 ${shown} 个，得分从高到低。轮廓线：异常图达到阈值之处。`,
  picture: { none: '图片已不再保存', changed: '保存的图片与记录不符', large: '保存的图片太大，无法打印' },
  score: '得分',
  part: (number) => `工件 ${number}`,
  serial: '序列号',
  method: [
    '只统计生产工件；调试、标准件和服务工件单独列出，不计入任何总数。',
    '良率为合格工件数除以检测总数；待复判和错误的工件不算接收。置信区间采用 Wilson 方法（95 %）。',
    '得分低于阈值即接收。0.25 为示教所用良品的中间值，0.5 为模型的自动阈值。',
    '所有数字均由记录的同一快照逐行统计；随附的 CSV 由相同的行写出。',
    '原因为判定时所记录的代码。时间为工位时间，时区见上。',
  ],
  release: { name: '姓名', date: '日期', signature: '签名' },
  page: (page, pages) => `第 ${page} 页，共 ${pages} 页`,
};

export const reportTexts: Readonly<Record<Language, ReportTexts>> = { en, 'zh-CN': zhCN };
