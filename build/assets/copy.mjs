// Copies what the pages need out of node_modules into the folder given: compiled styles and scripts, no sass.
// GDS Transport, the crown and the royal arms are licensed to GOV.UK services only: they are left out, and the copy
// fails if one is left.
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

const out = process.argv[2]
const modules = join(import.meta.dirname, 'node_modules')
const fonts = 'Arial,"Helvetica Neue",Helvetica,"Liberation Sans",sans-serif'
const reserved = /GDS Transport|crest|crown|govuk-icon|favicon|apple-touch|opengraph/i

rmSync(out, { recursive: true, force: true })
mkdirSync(out, { recursive: true })

const write = (to, text) => {
  const path = join(out, to)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}
const read = (from) => readFileSync(join(modules, from), 'utf8')

const style = (from, to) =>
  write(
    to,
    read(from)
      .replace(/@font-face\s*\{[^}]*\}/g, '')
      .replace(/[^{}]*\{[^{}]*govuk-crest[^{}]*\}/g, '')
      .replaceAll('GDS Transport,arial,sans-serif', fonts)
      .replaceAll('url(/assets/', 'url(assets/')
      .replace(/\/\*# sourceMappingURL=.*\*\//, '')
  )

const script = (from, to) => write(to, read(from).replace(/\/\/# sourceMappingURL=.*/, ''))

style('govuk-frontend/dist/govuk/govuk-frontend.min.css', 'govuk.css')
style('@ministryofjustice/frontend/moj/moj-frontend.min.css', 'moj.css')
script('govuk-frontend/dist/govuk/govuk-frontend.min.js', 'govuk.js')
script('@ministryofjustice/frontend/moj/moj-frontend.min.js', 'moj.js')

const images = '@ministryofjustice/frontend/moj/assets/images'

for (const image of readdirSync(join(modules, images)))
  if (!reserved.test(image)) cpSync(join(modules, images, image), join(out, 'assets/images', image))

const left = readdirSync(out, { recursive: true }).filter((file) => {
  const path = join(out, file)
  return (
    reserved.test(file) ||
    /\.woff2?$/.test(file) ||
    (file.endsWith('.css') && statSync(path).isFile() && /GDS Transport|govuk-crest|@font-face/.test(readFileSync(path, 'utf8')))
  )
})

if (left.length > 0) {
  console.error(`Licensed to GOV.UK services only, yet left in ${out}: ${left.join(', ')}`)
  process.exit(1)
}
