"""`project.db`: what tables and curves are read from, rebuilt from the folders."""
