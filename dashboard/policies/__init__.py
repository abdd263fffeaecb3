"""The policy simulator: questions to the identities of a document, and answers that can be handed on by a link."""
