// Copies compiled styles and scripts out of node_modules. GDS Transport and the crown are licensed for
// service.gov.uk only, so the font is replaced and neither is copied.
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const target = process.argv[2];
const packages = join(import.meta.dirname, 'node_modules');
const read = path => readFileSync(join(packages, path), 'utf8');

function style(from, to) {
  const css = read(from)
    .replace(/@font-face\s*\{[^}]*\}/g, '')
    .replaceAll('GDS Transport,arial,sans-serif', 'Arial,"Helvetica Neue",Helvetica,"Liberation Sans",sans-serif')
    .replaceAll('url(/assets/', 'url(assets/')
    .replace(/\/\*# sourceMappingURL=.*\*\//, '');
  if (css.includes('GDS Transport')) throw new Error(`${from} still names GDS Transport`);
  writeFileSync(join(target, to), css);
}

function script(from, to) {
  writeFileSync(join(target, to), read(from).replace(/\/\/# sourceMappingURL=.*/, ''));
}

rmSync(target, { recursive: true, force: true });
mkdirSync(target, { recursive: true });
style('govuk-frontend/dist/govuk/govuk-frontend.min.css', 'govuk.css');
style('@ministryofjustice/frontend/moj/moj-frontend.min.css', 'moj.css');
script('govuk-frontend/dist/govuk/govuk-frontend.min.js', 'govuk.js');
script('@ministryofjustice/frontend/moj/moj-frontend.min.js', 'moj.js');
script('axe-core/axe.min.js', 'axe.js');
cpSync(join(packages, '@ministryofjustice/frontend/moj/assets/images'), join(target, 'assets/images'), {
  recursive: true,
  filter: path => !/crown|crest/.test(path),
});
