"""Views as files: pictures, numbers, and a file that opens them again."""
