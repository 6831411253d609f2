"""The curves of runs: any metrics in any plots, of one run or of several, arranged by hand."""
