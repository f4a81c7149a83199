"""The provisioner where installs made before the rooms look for it."""

from .execution.kernels.provisioner import KeptProvisioner

__all__ = ["KeptProvisioner"]
