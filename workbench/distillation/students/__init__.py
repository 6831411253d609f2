"""What a student is, and the weights it begins with."""
