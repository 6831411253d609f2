"""`python -m workbench.cli`: the same verbs as the console script."""

from workbench.interruption import leaving_in_silence

with leaving_in_silence():
    from workbench.cli.main import main

    main()
