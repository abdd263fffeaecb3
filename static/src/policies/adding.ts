/** New resources, made by the server as on the canvas. */
import { getAt } from '../workbench/core/paths'
import { currentDocument, edit } from '../workbench/store'
import { t } from './messages'
import { askAs, openPolicy, usePolicies } from './store'

/** Between the rows of the canvas. */
const ROW = 144

/** Below everything that is drawn already. */
function freePosition(): { x: number; y: number } {
  const heights = Object.values(currentDocument().Resources).map((one) => Number(getAt(one, ['Metadata', 'Canvas', 'y']) ?? 0))
  return { x: 40, y: (heights.length ? Math.max(...heights) + ROW : 40) }
}

export async function addResource(type: string, label: string): Promise<void> {
  const created = await edit([{ kind: 'create', type, position: freePosition() }], t('stepAdd', { what: label }))
  const id = created?.find((one) => currentDocument().Resources[one]?.Type === type) ?? created?.[0]
  if (!id) return
  const { inventory, question } = usePolicies.getState()
  const place = [...inventory.places.values()].find((one) => one.resource === id)
  if (place) openPolicy(place.key)
  if (question.identity === null && !question.principal && inventory.identities.some((one) => one.id === id && one.type !== 'AWS::IAM::Group')) askAs(id)
}
