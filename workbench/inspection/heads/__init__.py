"""What each attention head does over many passages: measures, labels, where it attends hardest."""
