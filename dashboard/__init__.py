"""The lab in the browser: accounts, documents, runs, pages, API. Knows nothing of labs and lessons."""
