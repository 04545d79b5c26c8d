"""What people type on the pages of this app. Rules of the domain stay in the services."""
