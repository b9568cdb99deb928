"""The words of the product, per language, one file per feature."""
