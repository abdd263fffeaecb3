/**
 * What can be placed, by layer: drag it, click it, or press Enter on it. The whole list is one stop of the Tab key:
 * the arrow keys, Home and End go through it, so that the canvas behind is not dozens of keys away.
 */
import { useReactFlow } from '@xyflow/react'
import { type KeyboardEvent, useMemo, useRef, useState } from 'react'
import { Pictogram } from '../shared/pictograms'
import type { Kind } from '../shared/types'
import { KIND_MIME } from './Canvas'
import { placeAll, sizeOf } from './core/layout'
import { Icon } from './icons'
import { t } from './messages'
import { addKind, offered, show, useWorkbench } from './store'

/** Steps between places that are tried, and how far: beside one another first, then above and below. */
const STEP = { x: 280, y: 176, rings: 6 }

/** The place nearest to the one wished at which a new node covers no other. */
function freeNear(wished: { x: number; y: number }): { x: number; y: number } {
  const { history: { document }, kinds, nodes } = useWorkbench.getState()
  const points = placeAll(document, nodes)
  const taken = nodes.map((id) => ({ ...points.get(id)!, ...sizeOf(document, kinds, id) }))
  const tries = []
  for (let row = -STEP.rings; row <= STEP.rings; row++)
    for (let column = -STEP.rings; column <= STEP.rings; column++) tries.push({ x: wished.x + column * STEP.x, y: wished.y + row * STEP.y, far: Math.abs(column) + 1.5 * Math.abs(row) })
  tries.sort((a, b) => a.far - b.far)
  const free = tries.find((at) => taken.every((box) => at.x + STEP.x <= box.x || box.x + box.width + 24 <= at.x || at.y + STEP.y <= box.y || box.y + box.height + 24 <= at.y))
  return free ? { x: free.x, y: free.y } : wished
}

export function Palette() {
  const catalogue = useWorkbench((s) => s.catalogue)
  const readOnly = useWorkbench((s) => s.readOnly)
  const limits = useWorkbench((s) => s.limits)
  const [search, setSearch] = useState('')
  const [current, setCurrent] = useState('')
  const list = useRef<HTMLDivElement>(null)
  const flow = useReactFlow()

  const groups = useMemo(() => {
    const wanted = search.trim().toLowerCase()
    const fits = (kind: Kind) => !wanted || `${kind.label} ${kind.type} ${kind.summary}`.toLowerCase().includes(wanted)
    return catalogue.layers
      .map((layer) => ({ ...layer, kinds: catalogue.kinds.filter((kind) => (kind.droppable ?? kind.canvas) && offered(kind.type) && kind.layer === layer.id && fits(kind)) }))
      .filter((layer) => layer.kinds.length)
  }, [catalogue, search, limits])

  const types = groups.flatMap((layer) => layer.kinds.map((kind) => kind.type))
  const stop = types.includes(current) ? current : types[0]
  const go = (event: KeyboardEvent, to: number) => {
    const items = list.current?.querySelectorAll<HTMLElement>('.palette-item')
    if (!items?.length) return
    event.preventDefault()
    event.stopPropagation()
    items[Math.max(0, Math.min(items.length - 1, to))]!.focus()
  }
  const walk = (event: KeyboardEvent) => {
    const at = types.indexOf(stop ?? '')
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: types.length - 1 }[event.key]
    if (to !== undefined) go(event, to)
  }

  const add = (kind: Kind) => {
    const canvas = document.querySelector('.canvas')?.getBoundingClientRect()
    const centre = canvas
      ? flow.screenToFlowPosition({ x: canvas.x + canvas.width / 2, y: canvas.y + canvas.height / 2 })
      : { x: 200, y: 160 }
    show({ sheet: null })
    void addKind(kind, freeNear({ x: Math.round(centre.x - 92), y: Math.round(centre.y - 46) }))
  }

  return (
    <nav className="palette" aria-label={t('palette')}>
      <div className="palette-search">
        <Icon name="search" />
        <input className="input" type="search" value={search} placeholder={t('searchPalette')} aria-label={`${t('palette')}: ${t('searchPalette')}`}
          aria-keyshortcuts="/" data-palette-search
          onChange={(event) => setSearch(event.target.value)}
          onKeyDown={(event) => {
            if (event.nativeEvent.isComposing) return
            const first = groups[0]?.kinds[0]
            if (event.key === 'ArrowDown') go(event, 0)
            if (event.key === 'Enter' && first && search.trim() && !readOnly) {
              add(first)
              setSearch('')
            }
            if (event.key === 'Escape') {
              setSearch('')
              event.currentTarget.blur()
            }
          }} />
        <kbd aria-hidden="true">/</kbd>
      </div>
      <div className="palette-list" role="toolbar" aria-orientation="vertical" aria-label={t('palette')} ref={list} onKeyDown={walk}>
        {groups.map((layer) => (
          <section key={layer.id} data-layer={layer.id}>
            <h2>{layer.label}</h2>
            <ul role="list">
              {layer.kinds.map((kind) => (
                <li key={kind.type}>
                  <button type="button" className="palette-item" draggable={!readOnly} disabled={readOnly} title={kind.summary}
                    aria-label={t('add', { kind: kind.label })} tabIndex={kind.type === stop ? 0 : -1} onFocus={() => setCurrent(kind.type)}
                    onDragStart={(event) => {
                      event.dataTransfer.setData(KIND_MIME, kind.type)
                      event.dataTransfer.effectAllowed = 'copy'
                    }}
                    onClick={() => add(kind)}>
                    <Pictogram type={kind.type} layer={kind.layer} />
                    <span>{kind.label}</span>
                  </button>
                </li>
              ))}
            </ul>
          </section>
        ))}
        {!groups.length && search && <p className="quiet">{t('nothingFound')}</p>}
        {!groups.length && !search && limits && <p className="quiet">{t('nothingOffered')}</p>}
        {!readOnly && groups.length > 0 && <p className="palette-help">{t('paletteHelp')}</p>}
      </div>
    </nav>
  )
}
