// Everything works without this file; it only makes some of it quicker.
import { initAll } from './lib/govuk.js'

document.body.classList.add('js-enabled')

if ('noModule' in HTMLScriptElement.prototype) document.body.classList.add('govuk-frontend-supported')

initAll()

// Forms that are sent by GET leave what was not filled in out of the address.
for (const form of document.querySelectorAll('form[method=get]'))
  form.addEventListener('submit', () => {
    for (const field of form.elements) if (field.name && field.value === '') field.disabled = true
  })

// Coming back to a page restores the fields that were left out.
addEventListener('pageshow', () => {
  for (const field of document.querySelectorAll('form[method=get] :disabled')) field.disabled = false
})

// Where a choice is applied at once, its button is not needed.
for (const field of document.querySelectorAll('[data-apply]')) {
  field.addEventListener('change', () => field.form.requestSubmit())
  document.getElementById(field.dataset.apply)?.setAttribute('hidden', '')
}

// One box selects every row of a table; the bar says how many.
for (const form of document.querySelectorAll('[data-select-rows]')) {
  const all = form.querySelector('[data-select-all]')
  const rows = [...form.querySelectorAll('[data-select-row]')]
  const count = form.querySelector('[data-select-count]')
  const say = () => {
    const chosen = rows.filter((row) => row.checked).length
    all.checked = chosen === rows.length
    all.indeterminate = chosen > 0 && chosen < rows.length
    for (const row of rows) row.closest('tr')?.classList.toggle('app-table__row--selected', row.checked)
    if (count) count.textContent = chosen === 0 ? '' : chosen === 1 ? '1 row selected' : `${chosen} rows selected`
  }

  if (!all || rows.length === 0) continue

  all.closest('[hidden]')?.removeAttribute('hidden')
  all.addEventListener('change', () => {
    for (const row of rows) row.checked = all.checked
    say()
  })
  for (const row of rows) row.addEventListener('change', say)
  say()
}

// Tables that fit on the page are sorted where they stand.
for (const table of document.querySelectorAll('table[data-sortable]'))
  for (const [column, header] of [...table.tHead.rows[0].cells].entries()) {
    if (!header.hasAttribute('aria-sort')) continue

    const button = document.createElement('button')
    button.type = 'button'
    button.className = 'app-table__sort'
    button.append(...header.childNodes)
    header.append(button)
    button.addEventListener('click', () => {
      const ascending = header.getAttribute('aria-sort') !== 'ascending'
      const value = (row) => row.cells[column].dataset.sort ?? row.cells[column].textContent.trim()
      const compare = (a, b) => value(a).localeCompare(value(b), 'en-GB', { numeric: true })

      for (const other of table.tHead.rows[0].cells)
        if (other.hasAttribute('aria-sort')) other.setAttribute('aria-sort', 'none')
      header.setAttribute('aria-sort', ascending ? 'ascending' : 'descending')
      table.tBodies[0].append(...[...table.tBodies[0].rows].sort((a, b) => (ascending ? compare(a, b) : compare(b, a))))
    })
  }

// Menus close when one leaves them.
const menus = () => document.querySelectorAll('details.app-menu[open]')

document.addEventListener('click', (click) => {
  for (const menu of menus()) if (!menu.contains(click.target)) menu.open = false
})
document.addEventListener('keydown', (key) => {
  if (key.key !== 'Escape') return
  for (const menu of menus()) {
    if (menu.contains(document.activeElement)) menu.querySelector('summary').focus()
    menu.open = false
  }
})
