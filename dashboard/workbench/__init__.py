"""Views of the pages. The island in them talks to the API."""
