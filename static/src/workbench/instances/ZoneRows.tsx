/**
 * The instances of a group on the canvas: a row a zone, written past React. A few are a glyph each; more are
 * counted by state over a bar of their shares. What lies under the pointer is told in full; the same is in the
 * inspector's table for the keyboard.
 */
import { useEffect, useRef } from 'react'
import { subscribeValue, useLive } from '../../live'
import { log } from '../../live/store'
import { clock, compact, percent } from '../../shared/format'
import { stateElement } from '../../shared/states'
import { countsOf, type Instance, instancesOf, mixture, pictureOf, present, risksOf } from '../core/instances'
import type { ZoneRow } from '../nodes'
import { select, show } from '../store'
import { stateText, t } from './messages'
import './instances.css'

const GLYPH = 12
/** What a row is drawn from. */
const DRAWN = ['InstanceStates', 'InstanceZones', 'InstanceTypes', 'TemplateVersions', 'PurchaseOptions', 'ProtectedInstances', 'SpotInstances']

const make = <K extends keyof HTMLElementTagNameMap>(tag: K, className: string, text?: string): HTMLElementTagNameMap[K] => {
  const element = document.createElement(tag)
  element.className = className
  if (text !== undefined) element.textContent = text
  return element
}

/** The instances of the frame shown; what EC2 has said of Spot Instances is looked for only where there are any. */
function shownInstances(group: string): Instance[] {
  const { frame } = useLive.getState()
  const values = frame?.values[group]
  return instancesOf(values, frame && values?.['SpotInstances'] ? risksOf(log.kept, group, frame.id) : undefined)
}

const inZone = (instances: readonly Instance[], zone: ZoneRow) => instances.filter((one) => one.zone === zone.label || one.zone === zone.id)

export function countsText(instances: readonly Instance[]): string {
  return countsOf(instances).map(({ state, count }) => `${count} ${t(state)}`).join(', ')
}

function draw(row: HTMLElement, zone: ZoneRow, instances: readonly Instance[]): void {
  const here = present(instances)
  const signature = here.map((one) => `${one.id}${one.shape}${one.type}${one.version}${Number(one.spot)}${Number(one.protected)}${one.risk?.until}`).join()
  if (row.dataset['shown'] === signature) return
  row.dataset['shown'] = signature
  row.setAttribute('aria-label', here.length ? t('zoneSays', { zone: zone.label, what: countsText(here) }) : t('zoneEmpty', { zone: zone.label }))
  const differences = [mixture(here, 'type'), mixture(here, 'version').map((one) => ({ ...one, name: `v${one.name}` }))].find((one) => one.length) ?? []
  const mix = make('span', 'zone-mix number', differences.slice(0, 2).map((one) => `${one.name} ×${one.count}`).join(' · ') + (differences.length > 2 ? ' …' : ''))
  const line = make('span', 'instances')
  const picture = pictureOf(here)
  const parts: Element[] = [make('span', 'zone-name', zone.label), mix, line]
  if (picture.kind === 'each') {
    line.append(...picture.instances.map((one) => {
      const glyph = stateElement(one.shape, GLYPH, one)
      if (one.risk) glyph.dataset['risk'] = ''
      glyph.dataset['instance'] = one.id
      return glyph
    }))
  } else {
    for (const { state, count } of picture.counts) line.append(stateElement(state, GLYPH), make('b', 'number', String(count)))
    if (picture.rest) line.append(make('b', 'number rest', t('further', { count: picture.rest })))
    const bar = make('span', 'zone-bar')
    for (const { state, count } of countsOf(here)) {
      const share = make('i', '')
      share.dataset['state'] = state
      share.style.flexGrow = String(count)
      bar.append(share)
    }
    parts.push(bar)
  }
  row.replaceChildren(...parts)
}

export function ZoneRows({ id, zones }: { id: string; zones: ZoneRow[] }) {
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    let asked = false
    const redraw = () => {
      asked = false
      const instances = shownInstances(id)
      const rows = box.current?.querySelectorAll<HTMLElement>('.zone') ?? []
      zones.forEach((zone, i) => rows[i] && draw(rows[i], zone, inZone(instances, zone)))
    }
    // Several metrics change with one frame: they are drawn together once the frame is there.
    const soon = () => {
      if (!asked) queueMicrotask(redraw)
      asked = true
    }
    const stops = DRAWN.map((metric) => subscribeValue(id, metric, soon))
    // A Spot notice changes no metric: it is heard of by the log alone.
    stops.push(useLive.subscribe((now, before) => {
      if (now.rows !== before.rows && now.frame?.values[id]?.['SpotInstances']) soon()
    }))
    return () => stops.forEach((stop) => stop())
  }, [id, zones])

  // The card of what is pointed at.
  useEffect(() => {
    const element = box.current
    if (!element) return
    let card: HTMLElement | null = null
    const hide = () => {
      card?.remove()
      card = null
    }
    const over = (event: PointerEvent) => {
      hide()
      const row = (event.target as Element).closest<HTMLElement>('.zone')
      const zone = row && zones[[...element.querySelectorAll('.zone')].indexOf(row)]
      if (!row || !zone || event.buttons) return
      const here = present(inZone(shownInstances(id), zone))
      if (!here.length) return
      const pointed = (event.target as Element).closest<SVGElement>('[data-instance]')?.dataset['instance']
      const one = here.find((instance) => instance.id === pointed)
      card = make('div', 'instance-card')
      card.append(...(one ? instanceCard(one) : zoneCard(zone, here)), make('small', '', t('openTable')))
      document.body.append(card)
      const at = (pointed ? (event.target as Element) : row).getBoundingClientRect()
      card.style.left = `${Math.min(at.left, window.innerWidth - card.offsetWidth - 8)}px`
      card.style.top = `${at.bottom + 6 + card.offsetHeight > window.innerHeight ? at.top - card.offsetHeight - 6 : at.bottom + 6}px`
    }
    element.addEventListener('pointerover', over)
    element.addEventListener('pointerleave', hide)
    element.addEventListener('pointerdown', hide)
    return () => {
      hide()
      element.removeEventListener('pointerover', over)
      element.removeEventListener('pointerleave', hide)
      element.removeEventListener('pointerdown', hide)
    }
  }, [id, zones])

  return (
    <div className="zones" ref={box} onClick={(event) => {
      const row = (event.target as Element).closest('.zone .instances, .zone-bar, .zone-mix')
      if (!row?.hasChildNodes()) return
      const instance = (event.target as Element).closest<SVGElement>('[data-instance]')?.dataset['instance'] ?? null
      select([id])
      show({ tab: 'instances', sheet: 'inspector', instance })
    }}>
      {zones.map((zone) => (
        <div className="zone" key={zone.id} role="img" aria-label={t('zoneEmpty', { zone: zone.label })}>
          <span className="zone-name">{zone.label}</span>
        </div>
      ))}
    </div>
  )
}

function zoneCard(zone: ZoneRow, here: readonly Instance[]): Element[] {
  const parts: Element[] = [make('strong', '', zone.label)]
  for (const { state, count } of countsOf(here)) {
    const line = make('span', '')
    line.append(stateElement(state, GLYPH), make('b', 'number', String(count)), make('span', '', t(state)))
    parts.push(line)
  }
  for (const marks of ['spot', 'protected'] as const) {
    const count = here.filter((one) => one[marks]).length
    if (count) parts.push(make('span', '', `${t(marks)} ${count}`))
  }
  for (const by of ['type', 'version'] as const) {
    const mix = mixture(here, by)
    if (mix.length) parts.push(make('span', '', mix.map((one) => `${by === 'version' ? 'v' : ''}${one.name} ×${one.count}`).join(' · ')))
  }
  return parts
}

function instanceCard(one: Instance): Element[] {
  const head = make('strong', '', '')
  head.append(stateElement(one.shape, GLYPH), document.createTextNode(` ${one.id}`))
  const facts = [
    stateText(one.state, one.shape),
    [one.type, one.version && `v${one.version}`, one.spot ? t('spot') : null, one.protected ? t('protected') : null].filter(Boolean).join(' · '),
    one.risk ? `▲ ${one.risk.until === null ? t('recommended') : t('notice', { time: clock(one.risk.until) })}` : '',
    [one.cpu !== null && `CPU ${percent(one.cpu / 100)}`, one.credits !== null && `${t('credits')} ${compact(one.credits)}`].filter(Boolean).join(' · '),
  ]
  return [head, ...facts.filter(Boolean).map((fact) => make('span', '', fact))]
}
