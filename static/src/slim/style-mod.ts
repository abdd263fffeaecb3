/**
 * How the code editor brings its styles along without a `<style>` element, which the content policy refuses.
 *
 * The library adopts constructed style sheets only where there is no `head`, as in a shadow root. The document is
 * hence handed to it as something that has none.
 */
import { StyleModule as Original } from '../../node_modules/style-mod/src/style-mod.js'

type Root = Parameters<typeof Original.mount>[0]

const headless = new WeakMap<Document, Root>()

function withoutHead(root: Root): Root {
  if (!(root instanceof Document)) return root
  let found = headless.get(root)
  if (!found) {
    found = {
      ownerDocument: root,
      get adoptedStyleSheets() { return root.adoptedStyleSheets },
      set adoptedStyleSheets(sheets) { root.adoptedStyleSheets = sheets },
    } as unknown as Root
    headless.set(root, found)
  }
  return found
}

export class StyleModule extends Original {
  static override mount(root: Root, modules: Parameters<typeof Original.mount>[1]): void {
    Original.mount(withoutHead(root), modules)
  }
}
