/** The front page's island: the live world, and the button that makes it the visitor's own. */
import { createRoot } from 'react-dom/client'
import { api } from '../shared/api'
import { boot } from '../shared/boot'
import { t } from './messages'
import { World } from './World'

const root = document.getElementById('root')
if (root) createRoot(root).render(<World />)

const button = document.getElementById('copy-demo')
const status = document.getElementById('copy-status')
button?.addEventListener('click', () => void copy(button as HTMLButtonElement))

async function copy(button: HTMLButtonElement): Promise<void> {
  const label = button.textContent
  button.disabled = true
  button.textContent = t('making')
  try {
    const made = await api.copyDocument(button.dataset['document'] ?? '')
    window.location.assign((boot().urls['workbench'] ?? '/workbench/{id}/').replace('{id}', made.id))
  } catch (error) {
    if (status) status.textContent = t('copyFailed', { reason: error instanceof Error ? error.message : String(error) })
    button.disabled = false
    button.textContent = label
  }
}
// Coming back by the browser's history finds the button as it was left.
window.addEventListener('pageshow', (event) => {
  if (event.persisted) window.location.reload()
})
