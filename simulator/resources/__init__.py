"""What a document is made of, as the services see it: resources, their properties and their references.

`reference` is a pointer from one resource to another, `properties` and `units` are what a service's models of
properties are built from, and `fields` reads those models. `typed` has a document's resources with checked
properties, for rules; `draft` has them raw, for edits.

Nothing here knows which kinds of resource there are; whoever needs the list hands it in.
"""
