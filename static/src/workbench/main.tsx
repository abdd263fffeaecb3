/** The workbench's island: fetches the document and the catalogue, then mounts the editor. */
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './App'
import '../styles/base.css'
import '@xyflow/react/dist/base.css'
import './workbench.css'

const root = document.getElementById('root')
if (root) createRoot(root).render(<StrictMode><App /></StrictMode>)
