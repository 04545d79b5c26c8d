"""Every address of the product, by every kind of person."""
