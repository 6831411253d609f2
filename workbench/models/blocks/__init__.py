"""What the blocks of every architecture are made of: attention, small layers, cache and trace."""
