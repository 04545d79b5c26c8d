"""What may be done to tenants, principals and grants; each change is one function."""
