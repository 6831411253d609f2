"""The engine of Distill Workbench: everything the window and the terminal can do, without Qt."""
