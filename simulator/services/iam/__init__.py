"""AWS Identity and Access Management: the policy language, and whether a request is allowed."""
