"""From a spec to the activity that does it, journalled and ended."""
