import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const texts = ['src', 'docs']
  .flatMap((folder) => readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((path) => join(folder, path)))
  .filter((path) => /\.(?:tsx?|md)$/.test(path) && !path.includes('.test.'));

/** One thing has one name, the one that the trade uses: what is not to be said, and what is said in its place. */
const instead = {
  零件: '工件',
  图片: '图像',
  照片: '图像',
  分数: '得分',
  评分: '得分',
  检测站: '工位',
  本站: '本工位',
  合格图像: '良品图像 or 不良品图像',
  不良图像: '不良品图像',
  漏判: '漏检',
  误报: '误判',
  缺陷种类: '缺陷类型',
  点击: '点按',
  训练: '示教',
} as const;

it.each(Object.entries(instead))('Chinese says not %s but %s', (word) => {
  const said = texts.flatMap((path) =>
    readFileSync(join(root, path), 'utf8')
      .split('\n')
      .flatMap((line, index) => (line.includes(word) ? [`${path}:${index + 1}`] : [])),
  );
  expect(said).toEqual([]);
});
