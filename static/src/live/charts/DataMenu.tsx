/** The run's data as files: what there is, in which format. Plain links, which the server answers as it reads. */
import { useId } from 'react'
import { boot } from '../../shared/boot'
import { Icon } from '../Icon'
import { t } from '../details'
import { useLive } from '../store'
import { useMenu } from './menu'

const TABLES = ['frames', 'world', 'decisions', 'dictionary'] as const
const FORMATS = ['csv', 'json', 'jsonl', 'parquet'] as const

export function DataMenu() {
  const id = useId()
  const run = useLive((state) => state.run?.id)
  const { button, menu, place } = useMenu<HTMLDivElement>()
  if (!run) return null
  // A spreadsheet takes CSV for another alphabet without its mark.
  const address = (table: string, format: string) =>
    `${boot().urls['api'] ?? '/api/v1/'}runs/${run}/export?what=${table}&format=${format}${format === 'csv' ? '&bom=true' : ''}`
  return (
    <>
      <button ref={button} type="button" className="button quiet small" popoverTarget={`${id}menu`}>
        <Icon name="table" /> {t('data')}
      </button>
      <div ref={menu} id={`${id}menu`} popover="auto" className="picker-menu data-menu" role="group" aria-label={t('data')} onToggle={place}>
        <dl>
          {TABLES.map((table) => (
            <div key={table}>
              <dt>{t(table)}</dt>
              <dd>
                {FORMATS.map((format) => (
                  <a key={format} href={address(table, format)} download aria-label={`${t(table)}, ${format.toUpperCase()}`}>{format.toUpperCase()}</a>
                ))}
              </dd>
            </div>
          ))}
        </dl>
      </div>
    </>
  )
}
