"""What is marked on plots beside their lines."""
