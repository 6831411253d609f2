"""What a draft is worth to a teacher: how much of it is accepted, and how much faster it writes."""
