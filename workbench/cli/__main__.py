"""`python -m workbench.cli`: the same verbs as the console script."""

from workbench.cli.main import main

main()
