"""Systems Manager: documents, which can be scripts that run on every machine."""
