"""Brings what is derived from the code up to date: `python -m resources.update [FILLED.json]`.

Sample specs get a line for each new setting, and translations each new text; the arguments are
those of `resources.translations.update`.
"""

import sys

from resources.sample_specs import complete_samples
from resources.translations.update import main

if __name__ == "__main__":
    complete_samples()
    sys.exit(main(sys.argv[1:]))
