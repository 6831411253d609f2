"""Run as `python -m workbench.inspection.embeddings.umap_child ROWS.npy POINTS.npy`: UMAP in two
dimensions.

A process of its own: its library compiles itself at first, which would hold up a window, and can
only be stopped from outside.
"""

import sys

import numpy as np

NEIGHBOURS = 15


def main(rows_path: str, points_path: str) -> None:
    """Pieces whose embeddings point the same way are near, as among the nearest pieces."""
    from umap import UMAP

    rows_nc = np.load(rows_path)
    neighbours = min(NEIGHBOURS, len(rows_nc) - 1)
    # The seed makes it the same each time; more jobs than one would not.
    umap = UMAP(n_neighbors=neighbours, metric="cosine", random_state=0, n_jobs=1)
    np.save(points_path, umap.fit_transform(rows_nc).astype(np.float32))


if __name__ == "__main__":
    main(*sys.argv[1:])
