"""What a document is made of, as the services see it: resources, their properties and their references.

Nothing here knows which kinds of resource there are; whoever needs the list hands it in.
"""
