"""Principal component analysis of embeddings.

Letters: n = pieces, c = width of the model, d = axes of the map.
Source: Jolliffe, "Principal Component Analysis" (2002), 3.5: components by the SVD of the centred
matrix.
"""

from dataclasses import dataclass

import torch
from torch import Tensor


@dataclass(frozen=True)
class PrincipalAxes:
    """The mean, and the orthonormal directions of the greatest variance, the greatest first."""

    mean_c: Tensor
    axes_dc: Tensor

    def project(self, x_nc: Tensor) -> Tensor:
        """Coordinates along the axes, nd."""
        return (x_nc - self.mean_c) @ self.axes_dc.T


def principal_axes(x_nc: Tensor, num_axes: int) -> PrincipalAxes:
    """The first axes; the largest entry of each is positive, since the SVD leaves signs open."""
    mean_c = x_nc.mean(0)
    axes_dc = torch.linalg.svd(x_nc - mean_c, full_matrices=False).Vh[:num_axes]
    largest_d1 = axes_dc.abs().argmax(1, keepdim=True)
    return PrincipalAxes(mean_c, axes_dc * axes_dc.gather(1, largest_d1).sign())


def explained_shares(x_nc: Tensor, points_nd: Tensor) -> Tensor:
    """The share of the variance that lies along each axis, d; zeros where nothing varies."""
    whole = (x_nc - x_nc.mean(0)).square().sum()
    shares_d = (points_nd - points_nd.mean(0)).square().sum(0) / whole
    return shares_d.nan_to_num(0.0)
