"""A downloaded folder's tokenizer files, read as transformers reads them."""
