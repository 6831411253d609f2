"""Pages that are written for readers without this program: their pieces, and as PDF."""
