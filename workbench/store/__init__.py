"""Everything a project keeps on disk, and the promise that it is kept."""
