/** A page without a document of its own: the example, which is nobody's until it is changed, or nothing. */
import { api } from '../shared/api'
import { boot } from '../shared/boot'
import type { Catalogue, Document, StoredDocument } from '../shared/types'
import { currentDocument, open, useWorkbench } from '../workbench/store'
import { client } from './client'
import { asked } from './core/address'
import { example, exampleQuestion } from './core/example'
import { t } from './messages'
import { begin } from './store'

const fresh = (document: Document): StoredDocument => ({ id: '', name: '', revision: 0, hash: '', saved_at: '', problems: [], document })

export async function load(): Promise<Catalogue> {
  const { document_id: id, share_id: shareId, read_only: readOnly } = boot()
  const [catalogue, stored, shared] = await Promise.all([
    api.catalogue(),
    id ? api.document(id) : null,
    shareId ? client.shared(shareId) : null,
  ])
  if (stored) {
    open(stored, catalogue, readOnly || stored.read_only === true)
    begin({ document: currentDocument(), documentId: id, asked: asked(location.search), from: null })
  } else if (shared) {
    open(fresh(shared.document), catalogue, false)
    begin({ document: currentDocument(), documentId: null, shared, from: 'share' })
  } else {
    startExample(catalogue)
  }
  return catalogue
}

export function startExample(catalogue = useWorkbench.getState().catalogue): void {
  open(fresh(example(t('exampleName'))), catalogue, false)
  begin({ document: currentDocument(), documentId: null, asked: { ...exampleQuestion, principal: '', account: '' }, from: 'example' })
}

export function startEmpty(): void {
  open(fresh({ SchemaVersion: 1, Name: t('untitledDocument'), Resources: {} }), useWorkbench.getState().catalogue, false)
  begin({ document: currentDocument(), documentId: null, from: null })
}
