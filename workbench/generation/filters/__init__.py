"""What leaves tokens out before one is drawn: temperature and filters, in their order."""
